-- Facts of a site that move a plan or bind its visitors, appended whole; and the memorandum that a site-decision was taken
-- on. Their meaning stands in src/db/tables.ts.
CREATE TABLE site_facts (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES sites (id),
  version INTEGER NOT NULL,
  closed TEXT NOT NULL,
  consents TEXT NOT NULL,
  leaves_on TEXT,
  leaves_by TEXT CHECK (leaves_by IN ('lease-end', 'disposal')),
  notice_days INTEGER,
  interim_cover TEXT,
  photos TEXT CHECK (photos IN ('none', 'site-taken', 'allowed')),
  personal_devices TEXT CHECK (personal_devices IN ('none', 'allowed')),
  permit_to_work INTEGER,
  lone_working TEXT CHECK (lone_working IN ('allowed', 'check-in', 'forbidden')),
  contact_role TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX site_facts_version_key ON site_facts (site_id, version);

ALTER TABLE site_decisions ADD COLUMN memorandum_hash TEXT;
