/** A room that a new member is to be put into; kept until chat has done it or refused it for good. */
export interface RoomJoin {
  userId: string
  roomId: string
  inviterId: string
  attempts: number
}

export interface RoomJoins {
  add(join: RoomJoin, now: number): void
  due(now: number, limit: number): RoomJoin[]
  /** When the next one is due, in milliseconds since the epoch. */
  nextTs(): number | undefined
  postpone(join: RoomJoin, nextTs: number, error: string): void
  finish(join: RoomJoin, outcome: 'joined' | 'refused', error?: string): void
}
