-- Answers that are given again to a request that is sent again. Their meaning stands in src/db/tables.ts.

CREATE TABLE kept_answers (
  principal_id TEXT NOT NULL,
  route TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (principal_id, route, key_hash)
) STRICT;
CREATE INDEX kept_answers_expires_idx ON kept_answers (expires_at);
