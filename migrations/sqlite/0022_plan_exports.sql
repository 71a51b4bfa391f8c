-- Files of a plan with its sites that two people agreed on, each for one person to fetch once. Their meaning stands in
-- src/db/tables/planning.ts.
CREATE TABLE plan_exports (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principals (id),
  plan_id TEXT NOT NULL REFERENCES plans (id),
  sheet TEXT CHECK (sheet IN ('orders', 'spend', 'draws', 'funds', 'decisions', 'warnings')),
  approved_by TEXT NOT NULL REFERENCES principals (id),
  approved_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  fetched_at INTEGER,
  CHECK (approved_by <> principal_id)
) STRICT;
CREATE INDEX plan_exports_principal_idx ON plan_exports (principal_id, plan_id, id);
