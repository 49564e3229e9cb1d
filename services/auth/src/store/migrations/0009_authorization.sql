ALTER TABLE client ADD COLUMN public INTEGER NOT NULL DEFAULT 0 CHECK (public IN (0, 1));
ALTER TABLE client ADD COLUMN post_logout_redirect_uris TEXT NOT NULL DEFAULT '[]'
  CHECK (json_valid(post_logout_redirect_uris));

CREATE TABLE authorization (
  ticket_hash BLOB PRIMARY KEY,
  browser_hash BLOB NOT NULL,
  request TEXT NOT NULL CHECK (json_valid(request)),
  user_id TEXT REFERENCES user (user_id),
  amr TEXT CHECK (json_valid(amr)),
  auth_ts INTEGER,
  expires_ts INTEGER NOT NULL,
  CHECK ((user_id IS NULL) = (amr IS NULL) AND (user_id IS NULL) = (auth_ts IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE authorization_code (
  code_hash BLOB PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES client (client_id),
  user_id TEXT NOT NULL REFERENCES user (user_id),
  redirect_uri TEXT NOT NULL,
  code_challenge TEXT NOT NULL,
  scope TEXT NOT NULL,
  nonce TEXT,
  amr TEXT NOT NULL CHECK (json_valid(amr)),
  auth_ts INTEGER NOT NULL,
  expires_ts INTEGER NOT NULL,
  session_id TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_client ON session (client_id) WHERE ended_ts IS NULL;
