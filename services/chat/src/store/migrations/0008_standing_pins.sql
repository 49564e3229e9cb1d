-- From now on `pinned` names messages that stand and no others. There an id is 26 letters of five bits each, in the log 16 bytes.
WITH RECURSIVE
  place (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM place WHERE n < 26),
  letter AS (
    SELECT room_no, key AS at, value AS id, n, instr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(value, n, 1)) - 1 AS bits
    FROM room, json_each(room.pinned), place
  ),
  pin AS (
    SELECT room_no, at, id, unhex(
      printf('%012X', sum(bits << 5 * (10 - n)) FILTER (WHERE n <= 10))
      || printf('%010X', sum(bits << 5 * (18 - n)) FILTER (WHERE n BETWEEN 11 AND 18))
      || printf('%010X', sum(bits << 5 * (26 - n)) FILTER (WHERE n > 18))) AS event_id
    FROM letter GROUP BY room_no, at, id
  ),
  standing AS (
    SELECT pin.room_no, json_group_array(id ORDER BY at) FILTER (WHERE redacted_by IS NULL) AS pinned
    FROM pin LEFT JOIN event USING (event_id) GROUP BY pin.room_no
  )
UPDATE room SET pinned = standing.pinned FROM standing WHERE standing.room_no = room.room_no;
