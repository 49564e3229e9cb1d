import type { Client } from '@bartab/sdk/client'
import type { ChatEvent, UserProfile } from '@bartab/sdk/schemas'
import { isObject, text } from '../chat/relations.ts'
import { Observable } from './observable.ts'

export type Directory = Readonly<Record<string, UserProfile>>

/** Who is who on this server. */
export class People {
  readonly known = new Observable<Directory>({})
  readonly #client: Client
  readonly #asked = new Set<string>()

  constructor(client: Client) {
    this.#client = client
  }

  async load(): Promise<void> {
    const everyone = await Array.fromAsync(this.#client.people.all())
    this.known.set(Object.fromEntries(everyone.map((person) => [person.user_id, person])))
  }

  /** Takes what somebody looks like now. */
  meetAgain(person: UserProfile): void {
    this.known.update((known) => ({ ...known, [person.user_id]: person }))
  }

  /** Looks up who wrote these. A webhook is nobody who could be looked up. */
  meetSenders(events: readonly ChatEvent[]): void {
    this.meet(events.filter(({ content }) => !isObject(content['x.bartab.webhook'])).map(({ sender }) => sender))
  }

  /** Looks up, once, whoever is not known yet: somebody may have registered since. */
  meet(userIds: Iterable<string>): void {
    for (const id of userIds) {
      if (this.known.value[id] || this.#asked.has(id)) continue
      this.#asked.add(id)
      this.#client.people.get(id).then(
        (person) => this.meetAgain(person),
        () => {},
      )
    }
  }
}

/** The picture somebody has chosen, as the property `picture` of an `Avatar`. */
export function pictureOf(directory: Directory, userId: string): { picture?: string } {
  const picture = directory[userId]?.avatar_url
  return picture === undefined ? {} : { picture }
}

/**
 * Who said something. A webhook is no person: it says in its message what it is called, and it alone may, since
 * anybody could write such a field.
 */
export function senderOf(
  directory: Directory,
  { sender, content }: ChatEvent,
): { name: string; kind?: 'bot' | 'webhook' } {
  const known = directory[sender]
  if (known) return { name: known.display_name, ...(known.role === 'bot' && { kind: 'bot' as const }) }
  const hook = content['x.bartab.webhook']
  if (!isObject(hook) || text(hook.webhook_id) !== sender) return { name: nameOf(directory, sender) }
  return { name: text(hook.name) || 'Webhook', kind: 'webhook' }
}

/** What somebody is called; an unknown id is cut short. */
export function nameOf(directory: Directory, userId: string): string {
  return directory[userId]?.display_name ?? (userId === 'operator' ? 'Operator' : `…${userId.slice(-4)}`)
}
