-- Every move of an order writes each index anew. The order of a leg is found among those of the leg's site, of which there are few.
DROP INDEX orders_leg_idx;
