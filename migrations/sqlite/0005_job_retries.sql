-- A job that failed by a passing fault waits a little before it is started again.
ALTER TABLE jobs ADD COLUMN not_before INTEGER;
