import { resolve } from 'node:path'
import { CliFailure, countText, exitCodes, Progress } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { type ExportedFiles, exportFiles } from '../../export/export-files.ts'
import { ExportFolder } from '../../export/export-folder.ts'
import { exportPeople } from '../../export/export-people.ts'
import { type ExportedRooms, exportRooms } from '../../export/export-rooms.ts'
import { asOperator, type Operator } from '../../operator/operator.ts'

/** Rooms first: of these it is known then who was in them. */
export async function run(context: Context, input: Input): Promise<number> {
  return await asOperator(context, async (operator) => {
    const made_ts = context.clock()
    const only = input.list('room')
    const path = resolve(context.cwd, input.text('out') ?? `bartab-export-${stamp(made_ts)}`)
    await using folder = await ExportFolder.make(path)
    using progress = new Progress(context.terminal, context.clock)
    const { handle } = operator
    const rooms = await exportRooms(handle.driver, folder, only, (count) => {
      if (count % 1000 === 0) progress.set('rooms', 'working', `${count} events`)
    })
    requireAll(only, rooms, handle.stack.name)
    progress.set('rooms', 'done', `${rooms.rooms.length} written`)
    const people = await exportPeople(operator.client, folder, only.length === 0 ? undefined : rooms.people)
    progress.set('people', 'done', `${people} written`)
    const files = input.flag('withoutFiles') ? undefined : await filesOf(operator, folder, only, progress)
    const { name, version } = handle.stack
    const contents = { schema: 1, stack: name, version, url: handle.url, made_ts, rooms: rooms.rooms, people, ...files }
    await folder.finish(contents)
    context.terminal.result({ ...contents, path }, lines(path, rooms, people, files))
    return files === undefined || files.damaged.length === 0 ? exitCodes.ok : exitCodes.failed
  })
}

async function filesOf({ handle }: Operator, folder: ExportFolder, only: readonly string[], progress: Progress) {
  const files = await exportFiles(handle.driver, folder, only, (bytes) =>
    progress.set('files', 'working', sizeText(bytes)),
  )
  progress.set('files', files.damaged.length === 0 ? 'done' : 'failed', `${files.files} written`)
  return files
}

function requireAll(only: readonly string[], { rooms }: ExportedRooms, stackName: string): void {
  const missing = only.filter((id) => !rooms.some(({ room_id }) => room_id === id))
  if (missing.length === 0) return
  throw new CliFailure('NO_SUCH_ROOM', `there is no room ${missing.join(', ')}`, {
    evidence: ['a room is named by its id, which stands in its address; deleted rooms hold nothing any more'],
    fix: `${commandOn(stackName, 'export')} writes all rooms and lists them in export.json`,
  })
}

function lines(path: string, { rooms }: ExportedRooms, people: number, files: ExportedFiles | undefined): string[] {
  const events = rooms.reduce((sum, room) => sum + room.events, 0)
  const held = files === undefined ? '' : `; ${countText(files.files, 'file')}, ${sizeText(files.bytes)}`
  const what = `${countText(rooms.length, 'room')}, ${countText(events, 'event')}, ${countText(people, 'person', 'people')}`
  const damaged = files?.damaged.map((id) => `the file of ${id} is missing or is not what its hash says`) ?? []
  return [path, `${what}${held}`, ...damaged]
}

const stamp = (ts: number): string => new Date(ts).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
