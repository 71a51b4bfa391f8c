-- Every move of an order writes each index anew. Orders of a state are found by orders_claim_idx (state, tier, rank, id).
DROP INDEX orders_state_idx;
