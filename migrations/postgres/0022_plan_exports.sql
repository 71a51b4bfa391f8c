-- Files of a plan with its sites that two people agreed on, each for one person to fetch once. Their meaning stands in
-- src/db/tables/planning.ts.
CREATE TABLE plan_exports (
  id text COLLATE "C" PRIMARY KEY,
  principal_id text COLLATE "C" NOT NULL REFERENCES principals (id),
  plan_id text COLLATE "C" NOT NULL REFERENCES plans (id),
  sheet text CHECK (sheet IN ('orders', 'spend', 'draws', 'funds', 'decisions', 'warnings')),
  approved_by text COLLATE "C" NOT NULL REFERENCES principals (id),
  approved_at timestamp (3) with time zone NOT NULL,
  expires_at timestamp (3) with time zone NOT NULL,
  fetched_at timestamp (3) with time zone,
  CHECK (approved_by <> principal_id)
);
CREATE INDEX plan_exports_principal_idx ON plan_exports (principal_id, plan_id, id);
