-- Facts of a site that move a plan or bind its visitors, appended whole; and the memorandum that a site-decision was taken
-- on. Their meaning stands in src/db/tables.ts.
CREATE TABLE site_facts (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL REFERENCES sites (id),
  version integer NOT NULL,
  closed json NOT NULL,
  consents json NOT NULL,
  leaves_on date,
  leaves_by text CHECK (leaves_by IN ('lease-end', 'disposal')),
  notice_days integer,
  interim_cover text,
  photos text CHECK (photos IN ('none', 'site-taken', 'allowed')),
  personal_devices text CHECK (personal_devices IN ('none', 'allowed')),
  permit_to_work boolean,
  lone_working text CHECK (lone_working IN ('allowed', 'check-in', 'forbidden')),
  contact_role text,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX site_facts_version_key ON site_facts (site_id, version);

ALTER TABLE site_decisions ADD COLUMN memorandum_hash text COLLATE "C";
