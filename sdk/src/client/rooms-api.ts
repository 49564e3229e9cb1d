import type {
  CreateRoomBody,
  Member,
  MemberList,
  Membership,
  PatchRoomBody,
  Room,
  RoomList,
  RoomListQuery,
  RoomRole,
} from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { eachOf } from './pages.ts'
import { path } from './request.ts'

/** Rooms and who is in them. */
export class RoomsApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /**
   * A page of the rooms joined, those made last first; `scope` asks for invitations, or for those and all public rooms
   * as well. Go on with the answer's `next` as `from`, or take `each`.
   */
  list(query: RoomListQuery = {}): Promise<RoomList> {
    return this.#calls.json({ method: 'GET', path: '/chat/v1/rooms', query: { ...query } })
  }

  /** The same rooms one by one, page after page. */
  each(query: Omit<RoomListQuery, 'from'> = {}): AsyncGenerator<Room> {
    return eachOf(
      (from) => this.list(from === undefined ? query : { ...query, from }),
      (page) => page.rooms,
      (page) => page.next,
    )
  }

  create(body: CreateRoomBody): Promise<Room> {
    return this.#calls.json({ method: 'POST', path: '/chat/v1/rooms', json: body })
  }

  get(roomId: string): Promise<Room> {
    return this.#calls.json({ method: 'GET', path: path`/chat/v1/rooms/${roomId}` })
  }

  update(roomId: string, body: PatchRoomBody): Promise<Room> {
    return this.#calls.json({ method: 'PATCH', path: path`/chat/v1/rooms/${roomId}`, json: body, repeatable: true })
  }

  async remove(roomId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/chat/v1/rooms/${roomId}` })
  }

  /** Joins a public room, or a private one that the caller was invited to. */
  async join(roomId: string): Promise<void> {
    await this.#member(path`/chat/v1/rooms/${roomId}/join`)
  }

  async leave(roomId: string): Promise<void> {
    await this.#member(path`/chat/v1/rooms/${roomId}/leave`)
  }

  async invite(roomId: string, userId: string): Promise<void> {
    await this.#member(path`/chat/v1/rooms/${roomId}/invite`, { user_id: userId })
  }

  async kick(roomId: string, userId: string, reason?: string): Promise<void> {
    await this.#member(path`/chat/v1/rooms/${roomId}/kick`, { user_id: userId, ...because(reason) })
  }

  /** Puts somebody out for good; `unban` lets them come back. */
  async ban(roomId: string, userId: string, reason?: string): Promise<void> {
    await this.#member(path`/chat/v1/rooms/${roomId}/ban`, { user_id: userId, ...because(reason) })
  }

  async unban(roomId: string, userId: string): Promise<void> {
    await this.#member(path`/chat/v1/rooms/${roomId}/unban`, { user_id: userId })
  }

  /** Takes somebody's voice for so many seconds; 0 gives it back. */
  async mute(roomId: string, userId: string, seconds: number, reason?: string): Promise<void> {
    const json = { user_id: userId, duration_s: seconds, ...because(reason) }
    await this.#member(path`/chat/v1/rooms/${roomId}/mute`, json)
  }

  /**
   * One page of the people in a room; go on with the answer's `next` as `from`. `membership` asks for those who are
   * invited or banned in place of those who are in it.
   */
  memberPage(roomId: string, query: { from?: string; membership?: Membership } = {}): Promise<MemberList> {
    return this.#calls.json({ method: 'GET', path: path`/chat/v1/rooms/${roomId}/members`, query })
  }

  /** The people in a room, or those with another `membership`, page after page. */
  members(roomId: string, query: { membership?: Membership } = {}): AsyncGenerator<Member> {
    return eachOf(
      (from) => this.memberPage(roomId, from === undefined ? query : { ...query, from }),
      (page) => page.members,
      (page) => page.next,
    )
  }

  async setRole(roomId: string, userId: string, role: RoomRole): Promise<void> {
    const at = path`/chat/v1/rooms/${roomId}/members/${userId}/role`
    await this.#calls.raw({ method: 'PUT', path: at, json: { role } })
  }

  // To join, leave or invite twice is the same as once, so these are repeated after a broken connection.
  async #member(at: string, json: object = {}): Promise<void> {
    await this.#calls.raw({ method: 'POST', path: at, json, repeatable: true })
  }
}

const because = (reason: string | undefined) => (reason === undefined ? {} : { reason })
