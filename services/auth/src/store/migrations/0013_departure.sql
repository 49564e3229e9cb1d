-- Accounts that are gone and have rooms to leave; a row goes when chat has seen to it.
CREATE TABLE departure (
  user_id TEXT PRIMARY KEY REFERENCES user (user_id),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_ts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX departure_due ON departure (next_ts);
