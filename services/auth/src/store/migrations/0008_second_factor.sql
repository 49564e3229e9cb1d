CREATE TABLE totp (
  user_id TEXT PRIMARY KEY REFERENCES user (user_id),
  sealed_secret BLOB NOT NULL,
  created_ts INTEGER NOT NULL,
  confirmed_ts INTEGER,
  last_step INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE backup_code (
  user_id TEXT NOT NULL REFERENCES user (user_id),
  code_hash BLOB NOT NULL,
  used_ts INTEGER,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge (
  token_hash BLOB PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user (user_id),
  device_name TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  expires_ts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_of_user ON challenge (user_id);
