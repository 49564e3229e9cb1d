CREATE TABLE client (
  client_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('bot', 'app')),
  name TEXT NOT NULL,
  user_id TEXT UNIQUE REFERENCES user (user_id),
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  redirect_uris TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(redirect_uris)),
  created_by TEXT NOT NULL,
  created_ts INTEGER NOT NULL,
  removed_ts INTEGER,
  CHECK ((kind = 'bot') = (user_id IS NOT NULL))
) STRICT;

CREATE TABLE client_secret (
  secret_id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES client (client_id),
  secret_hash BLOB NOT NULL UNIQUE,
  created_ts INTEGER NOT NULL,
  last_used_ts INTEGER,
  revoked_ts INTEGER
) STRICT;

CREATE INDEX secret_of_client ON client_secret (client_id) WHERE revoked_ts IS NULL;
