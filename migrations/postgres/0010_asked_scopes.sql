-- What those who asked for a job, a request or an import might then know of: it is theirs to look at while all of this is
-- within their scope. Of older jobs and imports nobody can say it any more: they are shown to those who see everything.
CREATE TABLE asked_scopes (
  asked_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  region text COLLATE "C" NOT NULL,
  PRIMARY KEY (asked_id, organisation_id, region)
);
INSERT INTO asked_scopes (asked_id, organisation_id, region) SELECT id, '*', '*' FROM jobs;
INSERT INTO asked_scopes (asked_id, organisation_id, region) SELECT id, '*', '*' FROM imports;
INSERT INTO asked_scopes (asked_id, organisation_id, region) SELECT id, organisation_id, region FROM requests;
