-- Answers that are given again to a request that is sent again. Their meaning stands in src/db/tables.ts.

CREATE TABLE kept_answers (
  principal_id text COLLATE "C" NOT NULL,
  route text COLLATE "C" NOT NULL,
  key_hash text COLLATE "C" NOT NULL,
  fingerprint text NOT NULL,
  answer text,
  created_at timestamp (3) with time zone NOT NULL,
  expires_at timestamp (3) with time zone NOT NULL,
  PRIMARY KEY (principal_id, route, key_hash)
);
CREATE INDEX kept_answers_expires_idx ON kept_answers (expires_at);
