/** A table that is made from the log: what identifies a row, and how the rows of one room are told. */
export interface ProjectionTable {
  table: string
  /** The order in which two copies are compared; unique. */
  order: string
  ofRoom: string
}

const eventOfRoom = (column: string) => `${column} IN (SELECT seq FROM event WHERE room_no = @room)`

/** Every projection but the read markers, which are no part of the log, and the index, which checks itself. */
export const projectionTables: readonly ProjectionTable[] = [
  { table: 'room', order: 'room_no', ofRoom: 'room_no = @room' },
  { table: 'direct_room', order: 'low_user_no, high_user_no', ofRoom: 'room_no = @room' },
  { table: 'member', order: 'room_no, user_no', ofRoom: 'room_no = @room' },
  { table: 'reaction', order: 'seq', ofRoom: eventOfRoom('target_seq') },
  { table: 'thread', order: 'root_seq', ofRoom: eventOfRoom('root_seq') },
  { table: 'mention', order: 'room_no, user_no, seq', ofRoom: 'room_no = @room' },
]
