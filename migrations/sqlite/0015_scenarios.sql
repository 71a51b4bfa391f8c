-- Scenarios, every version kept, and what each run of one came to. Their meaning stands in src/db/tables.ts.
CREATE TABLE scenarios (
  id TEXT NOT NULL PRIMARY KEY,
  scenario_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  plan_id TEXT NOT NULL REFERENCES plans (id),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX scenarios_version_key ON scenarios (scenario_id, version);
CREATE TABLE scenario_runs (
  id TEXT NOT NULL PRIMARY KEY,
  scenario_id TEXT NOT NULL,
  scenario_version INTEGER NOT NULL,
  plan_id TEXT NOT NULL REFERENCES plans (id),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  inputs_hash TEXT NOT NULL,
  work_hash TEXT NOT NULL,
  snapshot_hash TEXT NOT NULL REFERENCES documents (hash),
  asked_hash TEXT NOT NULL REFERENCES documents (hash),
  problem_hash TEXT NOT NULL REFERENCES documents (hash),
  plan_hash TEXT NOT NULL REFERENCES documents (hash),
  warm_hash TEXT REFERENCES documents (hash),
  effort TEXT NOT NULL CHECK (effort IN ('quick', 'standard', 'thorough')),
  engine_version TEXT NOT NULL,
  summary TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX scenario_runs_scenario_idx ON scenario_runs (scenario_id, id);
