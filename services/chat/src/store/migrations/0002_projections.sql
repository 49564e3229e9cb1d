-- Projections: made from the log in the transaction that appends, and again by a rebuild.
CREATE TABLE room (
  room_no INTEGER PRIMARY KEY REFERENCES room_name,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
  name TEXT NOT NULL DEFAULT '',
  topic TEXT NOT NULL DEFAULT '',
  encrypted INTEGER NOT NULL DEFAULT 0 CHECK (encrypted IN (0, 1)),
  created_ts INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_ts INTEGER NOT NULL,
  ordinal INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL DEFAULT 0,
  deleted_seq INTEGER
) STRICT;
CREATE INDEX public_room ON room (last_seq) WHERE kind = 'public' AND deleted_seq IS NULL;

CREATE TABLE direct_room (
  low_user_no INTEGER NOT NULL,
  high_user_no INTEGER NOT NULL,
  room_no INTEGER NOT NULL UNIQUE,
  PRIMARY KEY (low_user_no, high_user_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  room_no INTEGER NOT NULL,
  user_no INTEGER NOT NULL,
  membership TEXT NOT NULL CHECK (membership IN ('join', 'invite', 'leave', 'ban')),
  role TEXT NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
  muted_until_ts INTEGER NOT NULL DEFAULT 0,
  changed_seq INTEGER NOT NULL,
  joined_seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (room_no, user_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_of_user ON member (user_no, membership, room_no);

CREATE TABLE reaction (
  target_seq INTEGER NOT NULL,
  key TEXT NOT NULL,
  user_no INTEGER NOT NULL,
  seq INTEGER NOT NULL UNIQUE,
  PRIMARY KEY (target_seq, key, user_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE thread (
  root_seq INTEGER PRIMARY KEY,
  replies INTEGER NOT NULL,
  latest_seq INTEGER NOT NULL
) STRICT;

-- user_no 0 stands for everybody in the room.
CREATE TABLE mention (
  room_no INTEGER NOT NULL,
  user_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (room_no, user_no, seq)
) STRICT, WITHOUT ROWID;

-- How far each person has read: theirs alone, and not in the log. `rev` orders the changes for their other devices.
CREATE TABLE read_marker (
  user_no INTEGER NOT NULL,
  room_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  PRIMARY KEY (user_no, room_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_marker_rev ON read_marker (user_no, rev);
