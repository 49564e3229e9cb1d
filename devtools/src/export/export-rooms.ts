import type { Driver } from '../drivers/driver.ts'
import { linesOf } from '../text/lines-of.ts'
import type { ExportFolder } from './export-folder.ts'
import type { LineFile } from './line-file.ts'

interface Head {
  room: { room_id: string; name: string; kind: string }
  members: { user_id: string }[]
}

export interface ExportedRooms {
  rooms: { room_id: string; name: string; kind: string; events: number }[]
  /** Everybody who ever had to do with one of them. */
  people: ReadonlySet<string>
}

/**
 * Writes `rooms/ROOM_ID.jsonl` of each room: what it is, then its events.
 *
 * @param only the ids of the rooms that are wanted; all where there are none
 * @param onEvents told how many events are written
 */
export async function exportRooms(
  driver: Pick<Driver, 'output'>,
  folder: ExportFolder,
  only: readonly string[],
  onEvents: (count: number) => void,
): Promise<ExportedRooms> {
  await using files = new RoomFiles(folder)
  const command = ['node', 'services/chat/src/export.ts', ...only.flatMap((id) => ['--room', id])]
  let events = 0
  for await (const line of linesOf(driver.output('chat', command))) {
    if (line.startsWith('{"room":')) await files.begin(line)
    else {
      await files.add(line)
      onEvents(++events)
    }
  }
  await files.close()
  return files
}

/** The files of rooms, written one after the other. */
class RoomFiles implements ExportedRooms, AsyncDisposable {
  readonly rooms: ExportedRooms['rooms'] = []
  readonly people = new Set<string>()
  readonly #folder: ExportFolder
  #file: LineFile | undefined

  constructor(folder: ExportFolder) {
    this.#folder = folder
  }

  /** Ends the file of the room before, and begins that of another. */
  async begin(line: string): Promise<void> {
    const { room, members } = JSON.parse(line) as Head
    await this.close()
    this.#file = await this.#folder.lines(`rooms/${room.room_id}.jsonl`)
    await this.#file.add(line)
    this.rooms.push({ room_id: room.room_id, name: room.name, kind: room.kind, events: 0 })
    for (const { user_id } of members) this.people.add(user_id)
  }

  async add(event: string): Promise<void> {
    const room = this.rooms.at(-1)
    if (room === undefined || this.#file === undefined) throw new Error('an event came before its room')
    await this.#file.add(event)
    room.events += 1
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.[Symbol.asyncDispose]()
  }
}
