-- A thumbnail belongs to one upload. Were it shared by all uploads of a picture, the second uploader would see by how
-- fast the first thumbnail comes that the picture was there already.
CREATE TABLE thumbnail_of_upload (
  media_id   TEXT NOT NULL REFERENCES media (media_id),
  side       INTEGER NOT NULL CHECK (side > 0),
  mimetype   TEXT NOT NULL,
  blob_class TEXT NOT NULL,
  sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
  size       INTEGER NOT NULL CHECK (size > 0),
  created_ts INTEGER NOT NULL,
  PRIMARY KEY (media_id, side, mimetype)
) STRICT, WITHOUT ROWID;

INSERT INTO thumbnail_of_upload (media_id, side, mimetype, blob_class, sha256, size, created_ts)
SELECT m.media_id, t.side, t.mimetype, t.blob_class, t.sha256, t.size, t.created_ts
FROM thumbnail t JOIN media m ON m.blob_class = t.blob_class AND m.sha256 = t.source_sha256
WHERE m.deleted_ts IS NULL;

DROP TABLE thumbnail;
ALTER TABLE thumbnail_of_upload RENAME TO thumbnail;
CREATE INDEX thumbnail_by_blob ON thumbnail (blob_class, sha256);

-- Blobs that lost a holder. A moment later each is removed, unless another holds it; a crash or a full disk between
-- the two leaves the row, and with it the work.
CREATE TABLE let_go (
  blob_class TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  PRIMARY KEY (blob_class, sha256)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER media_blobs_let_go AFTER UPDATE OF deleted_ts ON media
WHEN OLD.deleted_ts IS NULL AND NEW.deleted_ts IS NOT NULL BEGIN
  INSERT INTO let_go (blob_class, sha256)
  SELECT OLD.blob_class, OLD.sha256 WHERE true
  UNION SELECT blob_class, sha256 FROM thumbnail WHERE media_id = OLD.media_id
  ON CONFLICT DO NOTHING;
  DELETE FROM thumbnail WHERE media_id = OLD.media_id;
END;
