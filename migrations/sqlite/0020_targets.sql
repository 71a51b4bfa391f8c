-- Targets, exceptions from them, and the feed of changes. Their meaning stands in src/db/tables/targets.ts.
CREATE TABLE order_targets (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT,
  tier INTEGER NOT NULL CHECK (tier BETWEEN 0 AND 7),
  days INTEGER CHECK (days > 0),
  due_on TEXT,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL,
  CHECK (days IS NULL OR due_on IS NULL)
) STRICT;
CREATE INDEX order_targets_tier_idx ON order_targets (organisation_id, tier, id);

CREATE TABLE target_exceptions (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  order_id TEXT,
  reason TEXT NOT NULL,
  until_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL,
  approved_by TEXT NOT NULL
) STRICT;
CREATE INDEX target_exceptions_site_idx ON target_exceptions (site_id, until_on);

CREATE TABLE order_events_waiting (
  event_id TEXT NOT NULL PRIMARY KEY,
  arrival INTEGER NOT NULL
) STRICT;
-- One writes at a time here, and arrivals only have to differ among those that wait.
INSERT INTO order_events_waiting SELECT id, rowid FROM order_events WHERE position IS NULL;
CREATE INDEX order_events_waiting_arrival_idx ON order_events_waiting (arrival);
CREATE TRIGGER order_events_wait AFTER INSERT ON order_events WHEN new.position IS NULL BEGIN
  INSERT INTO order_events_waiting
  VALUES (new.id, (SELECT coalesce(max(arrival), 0) + 1 FROM order_events_waiting));
END;
CREATE INDEX order_events_company_idx ON order_events (company_id, position);
