CREATE TABLE role (
  name TEXT PRIMARY KEY,
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  built_in INTEGER NOT NULL CHECK (built_in IN (0, 1))
) STRICT;

INSERT INTO role (name, scopes, built_in) VALUES
  ('owner', '["chat:read","chat:write","chat:admin","media:read","media:write","media:admin","auth:admin"]', 1),
  ('admin', '["chat:read","chat:write","chat:admin","media:read","media:write","media:admin","auth:admin"]', 1),
  ('member', '["chat:read","chat:write","media:read","media:write"]', 1),
  ('bot', '["bot","chat:read","chat:write","media:read","media:write"]', 1);

CREATE TABLE user (
  user_id TEXT PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  avatar_url TEXT,
  role TEXT NOT NULL REFERENCES role (name),
  password_hash TEXT,
  created_ts INTEGER NOT NULL,
  disabled_ts INTEGER,
  deleted_ts INTEGER
) STRICT;

CREATE UNIQUE INDEX one_owner ON user (role) WHERE role = 'owner';

CREATE TABLE bootstrap (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  owner_id TEXT NOT NULL REFERENCES user (user_id),
  done_ts INTEGER NOT NULL
) STRICT;

CREATE TABLE server (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  name TEXT NOT NULL
) STRICT;
