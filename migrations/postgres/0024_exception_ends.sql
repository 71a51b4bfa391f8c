-- Exceptions from targets that an approver ended before their day. Appended, never changed. Its meaning stands in
-- src/db/tables/targets.ts.
CREATE TABLE target_exception_ends (
  id text COLLATE "C" PRIMARY KEY,
  exception_id text COLLATE "C" NOT NULL REFERENCES target_exceptions (id),
  organisation_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX target_exception_ends_key ON target_exception_ends (exception_id);
