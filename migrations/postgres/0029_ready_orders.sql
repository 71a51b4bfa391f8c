-- Every move of an order writes each index that its row is in. Ready orders have one of their own, in the order that they are
-- taken in; all else is found by its state, but for what is claimed, which is sought by its company, its lease or its reference.
DROP INDEX orders_claim_idx;
CREATE INDEX orders_ready_idx ON orders (tier, rank, id) WHERE state = 'ready';
CREATE INDEX orders_state_idx ON orders (state) WHERE state NOT IN ('ready', 'claimed');
