-- Scenarios, every version kept, and what each run of one came to. Their meaning stands in src/db/tables.ts.
CREATE TABLE scenarios (
  id text COLLATE "C" PRIMARY KEY,
  scenario_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  plan_id text COLLATE "C" NOT NULL REFERENCES plans (id),
  name text NOT NULL,
  settings json NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX scenarios_version_key ON scenarios (scenario_id, version);
CREATE TABLE scenario_runs (
  id text COLLATE "C" PRIMARY KEY,
  scenario_id text COLLATE "C" NOT NULL,
  scenario_version integer NOT NULL,
  plan_id text COLLATE "C" NOT NULL REFERENCES plans (id),
  name text NOT NULL,
  settings json NOT NULL,
  inputs_hash text COLLATE "C" NOT NULL,
  work_hash text COLLATE "C" NOT NULL,
  snapshot_hash text COLLATE "C" NOT NULL REFERENCES documents (hash),
  asked_hash text COLLATE "C" NOT NULL REFERENCES documents (hash),
  problem_hash text COLLATE "C" NOT NULL REFERENCES documents (hash),
  plan_hash text COLLATE "C" NOT NULL REFERENCES documents (hash),
  warm_hash text COLLATE "C" REFERENCES documents (hash),
  effort text NOT NULL CHECK (effort IN ('quick', 'standard', 'thorough')),
  engine_version text NOT NULL,
  summary json NOT NULL,
  created_at timestamp (3) with time zone NOT NULL,
  created_by text COLLATE "C" NOT NULL
);
CREATE INDEX scenario_runs_scenario_idx ON scenario_runs (scenario_id, id);
