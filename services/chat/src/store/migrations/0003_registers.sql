-- Registers: what bots and webhooks keep with the server. Theirs alone, and not in the log; a rebuild leaves them as they are.
CREATE TABLE bot_command (
  user_no INTEGER NOT NULL REFERENCES user_name,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  usage TEXT,
  PRIMARY KEY (user_no, name)
) STRICT, WITHOUT ROWID;

-- How far a bot's updates were taken from the log.
CREATE TABLE bot_cursor (user_no INTEGER PRIMARY KEY REFERENCES user_name, seq INTEGER NOT NULL) STRICT;

-- Updates that were handed out and not acknowledged. `due_ts`: when one is handed out again.
CREATE TABLE bot_update (
  user_no INTEGER NOT NULL REFERENCES user_name,
  seq INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  due_ts INTEGER NOT NULL,
  reason TEXT,
  dead_ts INTEGER,
  PRIMARY KEY (user_no, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX bot_update_due ON bot_update (user_no, due_ts) WHERE dead_ts IS NULL;

CREATE TABLE webhook (
  webhook_no INTEGER PRIMARY KEY,
  webhook_id TEXT NOT NULL UNIQUE,
  room_no INTEGER NOT NULL REFERENCES room_name,
  creator_no INTEGER NOT NULL REFERENCES user_name,
  name TEXT NOT NULL,
  created_ts INTEGER NOT NULL,
  secret_hash BLOB,
  url TEXT,
  events TEXT,
  secret TEXT,
  sent_seq INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_ts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  dropped INTEGER NOT NULL DEFAULT 0,
  CHECK ((secret_hash IS NOT NULL AND url IS NULL) OR (secret_hash IS NULL AND url IS NOT NULL AND secret IS NOT NULL))
) STRICT;
CREATE INDEX webhook_of_room ON webhook (room_no);
