-- Exceptions from targets that an approver ended before their day. Appended, never changed. Its meaning stands in
-- src/db/tables/targets.ts.
CREATE TABLE target_exception_ends (
  id TEXT NOT NULL PRIMARY KEY,
  exception_id TEXT NOT NULL REFERENCES target_exceptions (id),
  organisation_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX target_exception_ends_key ON target_exception_ends (exception_id);
