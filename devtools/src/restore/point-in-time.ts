import { createReadStream, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  CopiedDatabase,
  type DataService,
  dataServices,
  litestreamProgram,
  type ManifestFile,
  type NamedBlob,
  type OpenBackup,
  type RestorableBackup,
  type StoredFile,
} from '@bartab/backups'
import { Litestream, lastWords } from '@bartab/backups/litestream'
import { CliFailure } from '@bartab/kit/cli'
import { type ReplicaPlace, replicaOf } from '../backup/followers.ts'
import { timeText } from '../cli/time-text.ts'
import type { Driver } from '../drivers/driver.ts'

export interface PointOptions {
  at: Date
  /** Where the databases are followed to, and of which generation of the data. */
  followed: ReplicaPlace
  /** Gives the secrets, and the files that it holds. */
  base: OpenBackup
  /** Gives the files that came after it. */
  driver: Pick<Driver, 'files'>
  folder: string
}

/** Media and accounts a little later than chat, as in every cut: what a message names is there. */
const laterMs = 5000

/**
 * The whole stack at one instant: each database from its replica, the secrets and files from a backup, and files that
 * came after that from the volume that they lie in.
 *
 * @throws {CliFailure} NOT_FOLLOWED where a replica does not reach that time.
 */
export async function pointInTime(options: PointOptions): Promise<RestorableBackup> {
  const { at, folder, base } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await fetchDatabase(options, 'chat', at)
  for (const service of ['media', 'auth'] as const)
    await fetchDatabase(options, service, new Date(at.getTime() + laterMs))
  using chat = new CopiedDatabase(join(folder, 'chat.sqlite'), 'chat')
  using media = new CopiedDatabase(join(folder, 'media.sqlite'), 'media')
  const held = new Map(base.manifest.files.map((file) => [file.path, file]))
  const databases = dataServices.map((service) => databaseFile(folder, service))
  const blobs = media.blobs().map((blob) => held.get(pathOf(blob)) ?? liveFile(blob))
  const secrets = base.manifest.files.filter(({ path }) => /^[a-z]+\/secrets\//.test(path))
  const manifest = {
    ...base.manifest,
    created_ts: at.getTime(),
    log: chat.log(),
    files: [...databases, ...secrets, ...blobs],
  }
  return {
    name: `the state of ${timeText(at.getTime())}`,
    manifest,
    filesOf: (service) => manifest.files.filter(({ path }) => path.startsWith(`${service}/`)),
    read: async (file) => await readFrom(options, file),
    stored: async (file) => ({
      path: file.path.slice(file.path.indexOf('/') + 1),
      size: file.size,
      mode: 0o600,
      content: await readFrom(options, file),
    }),
  }
}

async function fetchDatabase({ followed: place, folder }: PointOptions, service: DataService, at: Date): Promise<void> {
  const program = litestreamProgram() ?? ''
  const followed = { database: `${service}.sqlite`, replica: replicaOf(place, service) }
  using litestream = new Litestream(program, followed)
  const file = join(folder, `${service}.sqlite`)
  try {
    await litestream.restore(file, at)
  } catch (error) {
    throw new CliFailure('NOT_FOLLOWED', `${service} cannot be brought back to that time`, {
      evidence: [`its replica is ${followed.replica}`, lastWords(error).slice(-400)],
      fix: 'choose another time, or restore a backup: bartab backup list',
    })
  }
}

const here = 'here:'
const live = 'live:'

function databaseFile(folder: string, service: DataService): ManifestFile {
  const file = join(folder, `${service}.sqlite`)
  return { path: `${service}/${service}.sqlite`, size: statSync(file).size, sha256: '', object: `${here}${file}` }
}

const pathOf = ({ blob_class, sha256 }: NamedBlob): string =>
  `media/blobs/${blob_class}/${sha256.slice(0, 2)}/${sha256}`
const liveFile = (blob: NamedBlob): ManifestFile => ({
  path: pathOf(blob),
  size: blob.size,
  sha256: blob.sha256,
  object: `${live}${pathOf(blob).slice('media/'.length)}`,
})

async function readFrom({ base, driver }: PointOptions, file: ManifestFile) {
  if (file.object.startsWith(here)) return createReadStream(file.object.slice(here.length))
  if (!file.object.startsWith(live)) return await base.read(file)
  const found: AsyncIterable<StoredFile> = driver.files('media', file.object.slice(live.length))
  for await (const { content } of found) return content
  throw new CliFailure('FILE_LOST', `${file.path} is in no backup and no longer in the data`, {
    fix: 'choose a time at which a backup was made',
  })
}
