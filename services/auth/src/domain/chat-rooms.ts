/** Chat's public API, as far as auth uses it. Each call answers with the HTTP status; it throws when there is none. */
export interface ChatRooms {
  invite(token: string, roomId: string, userId: string): Promise<number>
  join(token: string, roomId: string): Promise<number>
  /** Ends every membership of an account that is gone. */
  depart(token: string, userId: string): Promise<number>
  /** Whether the token's bearer can put others into the room: it is public, or they are in it. */
  isOpenTo(token: string, roomId: string): Promise<boolean>
}
