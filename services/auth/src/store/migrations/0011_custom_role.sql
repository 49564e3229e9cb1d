ALTER TABLE role ADD COLUMN removed_ts INTEGER CHECK (removed_ts IS NULL OR built_in = 0);
