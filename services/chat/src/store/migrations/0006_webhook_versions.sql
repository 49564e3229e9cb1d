-- While a webhook's secret turns, the one before is valid until previous_until_ts.
ALTER TABLE webhook ADD COLUMN previous_hash BLOB;
ALTER TABLE webhook ADD COLUMN previous_secret TEXT;
ALTER TABLE webhook ADD COLUMN previous_until_ts INTEGER;
