import type { Client } from '@bartab/sdk/client'
import type { Member } from '@bartab/sdk/schemas'
import { Observable } from './observable.ts'
import type { People } from './people.ts'

/** Who is in one room, as far as it was asked for. */
export interface Members {
  joined: readonly Member[]
  invited: readonly Member[]
}

const nobody: Members = { joined: [], invited: [] }

/** Who is in which room. Each room is asked again only where somebody came, went or changed since. */
export class RoomMembers {
  readonly #client: Client
  readonly #people: People
  readonly #rooms = new Map<string, Observable<Members>>()
  readonly #asked = new Map<string, string>()

  constructor(client: Client, people: People) {
    this.#client = client
    this.#people = people
  }

  of(roomId: string): Observable<Members> {
    const known = this.#rooms.get(roomId)
    if (known) return known
    const members = new Observable(nobody)
    this.#rooms.set(roomId, members)
    return members
  }

  /** Asks, unless it was asked already as of `change`, the last thing that happened to the members. */
  async refresh(roomId: string, change: string): Promise<void> {
    if (this.#asked.get(roomId) === change) return
    this.#asked.set(roomId, change)
    const all = async (membership: 'join' | 'invite') =>
      await Array.fromAsync(this.#client.rooms.members(roomId, { membership }))
    try {
      const [joined, invited] = await Promise.all([all('join'), all('invite')])
      this.#people.meet([...joined, ...invited].map(({ user_id }) => user_id))
      this.of(roomId).set({ joined, invited })
    } catch (error) {
      this.#asked.delete(roomId)
      throw error
    }
  }
}
