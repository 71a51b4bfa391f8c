-- What a finding says, with its evidence, is kept once for all devices of which the same is found: of a hundred thousand
-- findings some thousand differ. Its meaning stands in src/db/tables/estate.ts. What was kept until now is named after the
-- first finding that says it.
CREATE TABLE finding_texts (
  id text COLLATE "C" PRIMARY KEY,
  finding json NOT NULL
);
INSERT INTO finding_texts (id, finding) SELECT min(id), finding::text::json FROM findings GROUP BY finding::text;

ALTER TABLE findings ADD COLUMN text_id text COLLATE "C" REFERENCES finding_texts (id);
UPDATE findings f SET text_id = t.id FROM finding_texts t WHERE t.finding::text = f.finding::text;
ALTER TABLE findings ALTER COLUMN text_id SET NOT NULL;
ALTER TABLE findings DROP COLUMN finding;
