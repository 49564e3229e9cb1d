-- Full text over what messages say now. The index holds no text of its own: it reads this view, and forgets what it is told to.
CREATE VIEW message_text (seq, body) AS
SELECT e.seq, coalesce(
  (SELECT json_extract(r.content, '$."m.new_content".body') FROM event r
   WHERE r.target_seq = e.seq AND r.rel = 2 AND r.redacted_by IS NULL ORDER BY r.seq DESC LIMIT 1),
  json_extract(e.content, '$.body'))
FROM event e
WHERE e.rel IN (0, 3) AND e.type_no = (SELECT type_no FROM type_name WHERE type = 'm.room.message');
CREATE VIRTUAL TABLE message_index USING fts5 (
  body, content = 'message_text', content_rowid = 'seq', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO message_index (message_index, rank) VALUES ('secure-delete', 1);

-- What was said before there was an index.
INSERT INTO message_index (rowid, body) SELECT seq, body FROM message_text WHERE body IS NOT NULL;
