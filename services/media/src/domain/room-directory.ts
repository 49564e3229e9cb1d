import type { Caller } from '@bartab/kit'

/** Who is in which room, as chat knows it. */
export interface RoomDirectory {
  /**
   * Whether the caller is a member of the room now, give or take a few seconds.
   *
   * @param headers passed on, so that the two requests can be told to belong together.
   * @throws {Problem} CHAT_UNREACHABLE when that cannot be told; access is never granted then.
   */
  isMember(roomId: string, caller: Caller, headers?: Record<string, string>): Promise<boolean>
}
