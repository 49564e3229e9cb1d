CREATE TABLE recovery (
  token_hash BLOB PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE REFERENCES user (user_id),
  reset_second_factor INTEGER NOT NULL CHECK (reset_second_factor IN (0, 1)),
  created_by TEXT NOT NULL,
  created_ts INTEGER NOT NULL,
  expires_ts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
