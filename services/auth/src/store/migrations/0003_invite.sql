CREATE TABLE invite (
  invite_id TEXT PRIMARY KEY,
  code_hash BLOB NOT NULL UNIQUE,
  role TEXT NOT NULL REFERENCES role (name) CHECK (role NOT IN ('owner', 'bot')),
  max_uses INTEGER NOT NULL CHECK (max_uses >= 1),
  uses INTEGER NOT NULL DEFAULT 0 CHECK (uses BETWEEN 0 AND max_uses),
  room_ids TEXT NOT NULL CHECK (json_valid(room_ids)),
  note TEXT,
  created_by TEXT NOT NULL,
  created_ts INTEGER NOT NULL,
  expires_ts INTEGER NOT NULL,
  revoked_ts INTEGER
) STRICT;

CREATE TABLE invite_use (
  invite_id TEXT NOT NULL REFERENCES invite (invite_id),
  user_id TEXT NOT NULL UNIQUE REFERENCES user (user_id),
  used_ts INTEGER NOT NULL,
  PRIMARY KEY (invite_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE room_join (
  user_id TEXT NOT NULL REFERENCES user (user_id),
  room_id TEXT NOT NULL,
  inviter_id TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_ts INTEGER NOT NULL,
  outcome TEXT CHECK (outcome IN ('joined', 'refused')),
  last_error TEXT,
  PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX room_join_due ON room_join (next_ts) WHERE outcome IS NULL;
