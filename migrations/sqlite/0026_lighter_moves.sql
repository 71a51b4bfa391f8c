-- Every move of an order writes each index anew, and nobody looks for those that have none.
DROP INDEX orders_parent_idx;
CREATE INDEX orders_parent_idx ON orders (parent_id) WHERE parent_id IS NOT NULL;
DROP INDEX order_events_position_key;
CREATE UNIQUE INDEX order_events_position_key ON order_events (position) WHERE position IS NOT NULL;
DROP INDEX order_events_company_idx;
CREATE INDEX order_events_company_idx ON order_events (company_id, position) WHERE position IS NOT NULL;
