-- What each person holds; kept by the triggers below, so that an upload asks for one row and not for all of them.
CREATE TABLE holding (
  uploader_id TEXT PRIMARY KEY,
  bytes       INTEGER NOT NULL CHECK (bytes >= 0),
  files       INTEGER NOT NULL CHECK (files >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO holding (uploader_id, bytes, files)
SELECT uploader_id, sum(size), count(*) FROM media WHERE deleted_ts IS NULL GROUP BY uploader_id;

CREATE TRIGGER media_held AFTER INSERT ON media BEGIN
  INSERT INTO holding (uploader_id, bytes, files) VALUES (NEW.uploader_id, NEW.size, 1)
  ON CONFLICT (uploader_id) DO UPDATE SET bytes = bytes + NEW.size, files = files + 1;
END;

CREATE TRIGGER media_let_go AFTER UPDATE OF deleted_ts ON media
WHEN OLD.deleted_ts IS NULL AND NEW.deleted_ts IS NOT NULL BEGIN
  UPDATE holding SET bytes = bytes - OLD.size, files = files - 1 WHERE uploader_id = OLD.uploader_id;
END;

-- Uploads that may be resumed. Their bytes so far lie in a file of the same name; its length is the offset.
CREATE TABLE resumable_upload (
  upload_id   TEXT PRIMARY KEY CHECK (length(upload_id) = 26),
  uploader_id TEXT NOT NULL,
  size        INTEGER NOT NULL CHECK (size > 0),
  -- the client's own words, given back to it as they came
  metadata    TEXT NOT NULL,
  created_ts  INTEGER NOT NULL,
  expires_ts  INTEGER NOT NULL,
  -- what became of it
  media_id    TEXT
) STRICT;

CREATE INDEX resumable_upload_by_uploader ON resumable_upload (uploader_id) WHERE media_id IS NULL;
CREATE INDEX resumable_upload_by_expiry ON resumable_upload (expires_ts);

-- When a message, a room or a profile was last found to refer to a file.
ALTER TABLE media ADD COLUMN referenced_ts INTEGER;
