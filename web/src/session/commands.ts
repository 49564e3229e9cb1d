import type { Client } from '@bartab/sdk/client'
import type { BotCommand } from '@bartab/sdk/schemas'
import { Observable } from './observable.ts'

/** The slash commands of a room's bots, asked for anew whenever somebody begins to write one. */
export class Commands {
  readonly #client: Client
  readonly #rooms = new Map<string, Observable<readonly BotCommand[]>>()

  constructor(client: Client) {
    this.#client = client
  }

  of(roomId: string): Observable<readonly BotCommand[]> {
    const known = this.#rooms.get(roomId)
    if (known) return known
    const commands = new Observable<readonly BotCommand[]>([])
    this.#rooms.set(roomId, commands)
    return commands
  }

  async refresh(roomId: string): Promise<void> {
    this.of(roomId).set(await this.#client.commands.list(roomId))
  }
}
