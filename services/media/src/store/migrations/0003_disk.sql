-- How full the disk was, once an hour: what the forecast is made from.
CREATE TABLE disk_sample (
  ts         INTEGER PRIMARY KEY,
  used_bytes INTEGER NOT NULL CHECK (used_bytes >= 0)
) STRICT;

CREATE INDEX media_by_reference ON media (coalesce(referenced_ts, created_ts)) WHERE deleted_ts IS NULL;
