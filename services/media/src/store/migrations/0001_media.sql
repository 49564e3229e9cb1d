-- One row for each upload. The file itself lies in the blob store under (blob_class, sha256).
CREATE TABLE media (
  media_id          TEXT PRIMARY KEY CHECK (length(media_id) = 26),
  visibility        TEXT NOT NULL CHECK (visibility IN ('public', 'private', 'room')),
  room_id           TEXT CHECK ((visibility = 'room') = (room_id IS NOT NULL)),
  uploader_id       TEXT NOT NULL,
  blob_class        TEXT NOT NULL GENERATED ALWAYS AS (
                      CASE visibility WHEN 'public' THEN 'public'
                                      WHEN 'room' THEN 'room-' || room_id
                                      ELSE 'private-' || uploader_id END) STORED,
  sha256            TEXT NOT NULL CHECK (length(sha256) = 64),
  size              INTEGER NOT NULL CHECK (size >= 0),
  mimetype          TEXT NOT NULL,
  filename          TEXT,
  width             INTEGER CHECK (width > 0),
  height            INTEGER CHECK (height > 0),
  placeholder       TEXT,
  created_ts        INTEGER NOT NULL,
  quarantined_ts    INTEGER,
  quarantined_by    TEXT,
  quarantine_reason TEXT,
  deleted_ts        INTEGER,
  CHECK ((width IS NULL) = (height IS NULL)),
  CHECK ((quarantined_ts IS NULL) = (quarantined_by IS NULL)),
  CHECK ((quarantined_ts IS NULL) = (quarantine_reason IS NULL))
) STRICT;

CREATE INDEX media_by_blob ON media (blob_class, sha256) WHERE deleted_ts IS NULL;
CREATE INDEX media_by_uploader ON media (uploader_id, created_ts);

-- Made once for a blob, in one of the fixed sizes; its own bytes are a blob of the same class.
CREATE TABLE thumbnail (
  blob_class    TEXT NOT NULL,
  source_sha256 TEXT NOT NULL CHECK (length(source_sha256) = 64),
  side          INTEGER NOT NULL CHECK (side > 0),
  mimetype      TEXT NOT NULL,
  sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
  size          INTEGER NOT NULL CHECK (size > 0),
  created_ts    INTEGER NOT NULL,
  PRIMARY KEY (blob_class, source_sha256, side, mimetype)
) STRICT, WITHOUT ROWID;

CREATE INDEX thumbnail_by_blob ON thumbnail (blob_class, sha256);
