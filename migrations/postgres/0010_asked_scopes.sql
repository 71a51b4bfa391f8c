-- What those who asked for a job or a request might then know of: it is theirs to look at while all of this is within their
-- scope. Of older jobs nobody can say it any more: those are shown to their owners if they see everything.
CREATE TABLE asked_scopes (
  asked_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  region text COLLATE "C" NOT NULL,
  PRIMARY KEY (asked_id, organisation_id, region)
);
INSERT INTO asked_scopes (asked_id, organisation_id, region) SELECT id, '*', '*' FROM jobs;
INSERT INTO asked_scopes (asked_id, organisation_id, region) SELECT id, organisation_id, region FROM requests;
