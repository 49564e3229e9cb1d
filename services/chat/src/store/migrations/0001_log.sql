-- The log. Everything that lasts is a row of `event`; the names it uses are kept once, as small integers.
CREATE TABLE log_epoch (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  epoch TEXT NOT NULL,
  began_ts INTEGER NOT NULL
) STRICT;

CREATE TABLE user_name (user_no INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE room_name (room_no INTEGER PRIMARY KEY, room_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE type_name (type_no INTEGER PRIMARY KEY, type TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  event_id BLOB NOT NULL UNIQUE CHECK (length(event_id) = 16),
  room_no INTEGER NOT NULL REFERENCES room_name,
  sender_no INTEGER NOT NULL REFERENCES user_name,
  type_no INTEGER NOT NULL REFERENCES type_name,
  ts INTEGER NOT NULL,
  content TEXT NOT NULL,
  state_key TEXT,
  txn_id TEXT,
  rel INTEGER NOT NULL DEFAULT 0,
  target_seq INTEGER,
  ordinal INTEGER NOT NULL,
  redacted_by INTEGER
) STRICT;
CREATE INDEX event_of_room ON event (room_no, seq);
CREATE UNIQUE INDEX event_of_txn ON event (sender_no, txn_id) WHERE txn_id IS NOT NULL;
CREATE INDEX event_of_target ON event (target_seq, rel, seq) WHERE target_seq IS NOT NULL;
