-- Whether the kind of a device was stated, or is what it was taken for. Of those that are there nobody remembers: as stated.
ALTER TABLE devices ADD COLUMN kind_assumed INTEGER NOT NULL DEFAULT 0 CHECK (kind_assumed IN (0, 1));
