-- Further projections of a room's state.
ALTER TABLE room ADD COLUMN avatar TEXT;
ALTER TABLE room ADD COLUMN alias TEXT;
ALTER TABLE room ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
ALTER TABLE room ADD COLUMN slow_mode_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN retention_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN pinned TEXT NOT NULL DEFAULT '[]';
CREATE UNIQUE INDEX room_of_alias ON room (alias) WHERE alias IS NOT NULL;

-- A bot needs the right to mention everybody in the room. `spoke_ts` counts in rooms with slow mode alone.
ALTER TABLE member ADD COLUMN mention_room INTEGER NOT NULL DEFAULT 0 CHECK (mention_room IN (0, 1));
ALTER TABLE member ADD COLUMN spoke_ts INTEGER NOT NULL DEFAULT 0;
