CREATE TABLE session (
  session_id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user (user_id),
  client_id TEXT NOT NULL,
  device_name TEXT,
  granted_scope TEXT,
  amr TEXT NOT NULL CHECK (json_valid(amr)),
  auth_ts INTEGER NOT NULL,
  created_ts INTEGER NOT NULL,
  expires_ts INTEGER NOT NULL,
  last_used_ts INTEGER NOT NULL,
  last_address TEXT,
  refresh_hash BLOB NOT NULL,
  refresh_generation INTEGER NOT NULL DEFAULT 0 CHECK (refresh_generation >= 0),
  refresh_rotated_ts INTEGER NOT NULL,
  ended_ts INTEGER,
  end_reason TEXT,
  CHECK ((ended_ts IS NULL) = (end_reason IS NULL))
) STRICT;

CREATE INDEX session_of_user ON session (user_id) WHERE ended_ts IS NULL;

CREATE TABLE revocation (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('sid', 'sub', 'kid', 'jti')),
  value TEXT NOT NULL,
  revoked_ts INTEGER NOT NULL,
  expires_ts INTEGER NOT NULL
) STRICT;

CREATE INDEX revocation_of ON revocation (kind, value);
