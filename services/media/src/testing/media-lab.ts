import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, type Caller, Lifecycle, Metrics, Readiness, type TokenVerifier } from '@bartab/kit'
import { type Database, openDatabase } from '@bartab/kit/sqlite'
import { Problem } from '@bartab/sdk/problems'
import type { Scope } from '@bartab/sdk/schemas'
import { monotonicFactory } from 'ulid'
import { buildMedia } from '../app.ts'
import { Incoming } from '../blobs/incoming.ts'
import { LocalBlobStore } from '../blobs/local-blob-store.ts'
import type { MediaConfig } from '../config.ts'
import type { RoomDirectory } from '../domain/room-directory.ts'
import { ImageWorker } from '../images/image-worker.ts'
import { linkSecret } from '../link-secret.ts'
import { PartialFiles } from '../resumable/partial-files.ts'
import type { Upkeep } from '../upkeep.ts'

export const room = '01J00000000000000000000BAR'
const ids = { ann: '01J00000000000000000000ANN', bob: '01J00000000000000000000B0B', eve: '01J00000000000000000000EVE' }
export type Person = keyof typeof ids | 'admin' | 'reader'

export interface MediaLab extends AsyncDisposable {
  app: App
  upkeep: Upkeep
  readiness: Readiness
  /** The time that the service sees, where it is not the real one. */
  now: { ts: number | undefined }
  origin: string
  folder: string
  database: Database
  members: Set<string>
  chat: { down: boolean }
  /** Ids of people whose sessions have ended. */
  loggedOut: Set<string>
  /** The side of each thumbnail that was drawn. */
  drawn: number[]
  as(person: Person): { authorization: string }
  id(person: keyof typeof ids): string
  upload(person: Person, content: Uint8Array | string, query?: string): Promise<Response>
  get(person: Person | undefined, path: string, headers?: Record<string, string>, method?: string): Promise<Response>
  send(person: Person, method: string, path: string, body?: unknown): Promise<Response>
  files(): Promise<string[]>
}

/** The real service on a loopback port with a real database and a real folder; only tokens and chat are stood in for. */
export async function mediaLab(options: Partial<MediaConfig> = {}): Promise<MediaLab> {
  const folder = await mkdtemp(join(tmpdir(), 'bartab-media-'))
  const config = { ...testConfig(folder), ...options }
  const migrations = new URL('../store/migrations/', import.meta.url)
  const database = openDatabase({ file: join(folder, 'media.sqlite'), migrations, durability: 'full' })
  const images = new ImageWorker({ timeoutMs: config.imageTimeoutMs, maxWaiting: 64, idleMs: 60_000 })
  const members = new Set([ids.ann, ids.bob])
  const chat = { down: false }
  const now: { ts: number | undefined } = { ts: undefined }
  const readiness = new Readiness()
  const loggedOut = new Set<string>()
  const drawn: number[] = []
  const ulid = monotonicFactory()
  const { app, upkeep } = await buildMedia({
    version: '0.0.0',
    config,
    clock: () => now.ts ?? Date.now(),
    lifecycle: new Lifecycle(),
    metrics: new Metrics(),
    readiness,
    verifier,
    database,
    images: {
      run: (job) => {
        if (job.kind === 'thumbnail') drawn.push(job.side)
        return images.run(job)
      },
    },
    blobs: new LocalBlobStore(join(folder, 'blobs')),
    incoming: await Incoming.open(join(folder, 'incoming'), ulid),
    partial: await PartialFiles.open(join(folder, 'uploads'), []),
    rooms: roomsOf(members, chat),
    ulid,
    linkSecret: await linkSecret(join(folder, 'secrets', 'link-secret'), {
      randomBytes,
      clock: () => now.ts ?? Date.now(),
    }),
    holdsKey: () => true,
    isRevoked: ({ userId }) => loggedOut.has(userId),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const as = (person: Person) => ({ authorization: `Bearer ${person}` })
  return {
    app,
    upkeep,
    readiness,
    now,
    origin,
    folder,
    database,
    members,
    chat,
    loggedOut,
    drawn,
    as,
    id: (person) => ids[person],
    upload: (person, content, query = '') =>
      fetch(`${origin}/media/v1/media${query}`, {
        method: 'POST',
        headers: { ...as(person), 'content-type': 'application/octet-stream' },
        body: content as string,
      }),
    get: (person, path, headers = {}, method = 'GET') =>
      fetch(origin + path, { method, headers: { ...(person === undefined ? {} : as(person)), ...headers } }),
    send: (person, method, path, body) =>
      fetch(origin + path, {
        method,
        headers: { ...as(person), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    files: () => filesIn(folder),
    [Symbol.asyncDispose]: async () => {
      app.server.closeAllConnections()
      await app.close()
      images.close()
      database.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Every file under the blob store and the folder of unfinished ones. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !/^(media\.sqlite.*|reserve|link-secret)$/.test(entry.name))
    .map(({ name }) => name)
}

function roomsOf(members: Set<string>, chat: { down: boolean }): RoomDirectory {
  return {
    isMember: async (roomId, { userId }) => {
      if (chat.down) throw new Problem('CHAT_UNREACHABLE')
      return roomId === room && members.has(userId)
    },
  }
}

const verifier: TokenVerifier = {
  verify: async (token) => {
    const scopes: Scope[] = token === 'reader' ? ['media:read'] : ['media:read', 'media:write']
    if (token === 'admin') return callerOf('01J000000000000000000ADM1N', [...scopes, 'media:admin'])
    if (token === 'reader') return callerOf(ids.ann, scopes)
    if (Object.hasOwn(ids, token)) return callerOf(ids[token as keyof typeof ids], scopes)
    throw new Problem('TOKEN_INVALID')
  },
}

function callerOf(userId: string, scopes: Scope[]): Caller {
  return {
    userId,
    sessionId: `s-${userId}`,
    tokenId: 't',
    clientId: 'web',
    keyId: 'k',
    scopes: new Set(scopes),
    roles: [],
    methods: [],
    issuedAt: 0,
    expiresAt: Number.MAX_SAFE_INTEGER,
    token: '',
  }
}

function testConfig(dataDir: string): MediaConfig {
  return {
    host: '127.0.0.1',
    port: 0,
    internalHost: '127.0.0.1',
    internalPort: 0,
    dataDir,
    logLevel: 'silent',
    issuer: 'http://127.0.0.1',
    serverName: 'localhost',
    drainTimeoutMs: 100,
    authUrl: 'http://127.0.0.1:1',
    authInternalUrl: 'http://127.0.0.1:1',
    chatUrl: 'http://127.0.0.1:1',
    chatInternalUrl: 'http://127.0.0.1:1',
    maxUploadBytes: 8_000_000,
    maxImagePixels: 4_000_000,
    imageTimeoutMs: 20_000,
    quotaPersonBytes: 0,
    quotaTotalBytes: 0,
    typeLimits: [],
    resumeMs: 60_000,
  }
}
