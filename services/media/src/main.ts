import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createInternalServer,
  createTokenVerifier,
  KeySet,
  Lifecycle,
  loadConfig,
  MembershipFollower,
  Metrics,
  Readiness,
  RevocationFollower,
  RevocationList,
  runServer,
  standBy,
  startOrExit,
} from '@bartab/kit'
import { openDatabase } from '@bartab/kit/sqlite'
import { monotonicFactory } from 'ulid'
import packageJson from '../package.json' with { type: 'json' }
import { buildMedia } from './app.ts'
import { Incoming } from './blobs/incoming.ts'
import { LocalBlobStore } from './blobs/local-blob-store.ts'
import { ChatRooms } from './chat/chat-rooms.ts'
import { MediaConfig } from './config.ts'
import { RememberedRooms } from './domain/remembered-rooms.ts'
import { ImageWorker } from './images/image-worker.ts'
import { linkSecret } from './link-secret.ts'
import { PartialFiles } from './resumable/partial-files.ts'
import { ResumableStore } from './store/resumable-store.ts'

/** How often expired uploads are removed and the disk is looked at, in milliseconds. */
const upkeepMs = 300_000

const clock = () => Date.now()

async function assemble(config: MediaConfig) {
  const lifecycle = new Lifecycle()
  const metrics = new Metrics()
  const readiness = new Readiness()
  await mkdir(config.dataDir, { recursive: true })
  const database = openDatabase({
    file: join(config.dataDir, 'media.sqlite'),
    migrations: new URL('./store/migrations/', import.meta.url),
    durability: 'full',
    followed: config.databaseFollowed,
  })
  const ulid = monotonicFactory()
  const images = new ImageWorker({ timeoutMs: config.imageTimeoutMs, maxWaiting: 64, idleMs: 30_000 })
  const keys = new KeySet({ source: `${config.authUrl}/.well-known/jwks.json`, clock })
  const revocations = new RevocationList({ clock })
  const feed = new RevocationFollower({ url: `${config.authInternalUrl}/revocations`, list: revocations })
  const verifier = createTokenVerifier({ keys, issuer: config.issuer, audience: config.issuer, clock, revocations })
  const chat = new ChatRooms({ origin: config.chatUrl, timeoutMs: 5_000 })
  const times = { followedMs: 15_000, memberMs: 3_000, outsiderMs: 1_000 }
  const rooms = new RememberedRooms(chat, { clock, hears: () => comings.connected, ...times, capacity: 20_000 })
  const comings = new MembershipFollower({
    url: `${config.chatInternalUrl}/memberships`,
    // a feed that falls silent is noticed in fifteen seconds
    holdMs: 5_000,
    onNews: (news) => rooms.hear(news),
    onLost: () => rooms.forget(),
  })
  const { app, upkeep } = await buildMedia({
    version: packageJson.version,
    config,
    clock,
    lifecycle,
    metrics,
    readiness,
    verifier,
    database,
    images,
    blobs: new LocalBlobStore(join(config.dataDir, 'blobs')),
    incoming: await Incoming.open(join(config.dataDir, 'incoming'), ulid),
    partial: await PartialFiles.open(join(config.dataDir, 'uploads'), new ResumableStore(database).open()),
    rooms,
    ulid: () => ulid(clock()),
    linkSecret: await linkSecret(join(config.dataDir, 'secrets', 'link-secret'), { randomBytes, clock }),
    holdsKey: (keyId) => keys.holds(keyId),
    isRevoked: (caller) => revocations.has(caller),
  })
  readiness.add('database', () => void database.prepare('SELECT 1').get())
  readiness.add('keys', () => {
    if (keys.held().keys.length === 0) throw new Error(`no signing keys from ${config.authUrl} yet`)
  })
  lifecycle.onClose(() => database.close())
  lifecycle.onClose(() => images.close())
  lifecycle.onClose(() => feed.stop())
  lifecycle.onClose(() => comings.stop())
  lifecycle.onClose(() => keys.stop())
  const internal = createInternalServer({ metrics, readiness, lifecycle, heldKeys: () => keys.held() })
  internal.get('/storage', () => upkeep.state())
  const begin = () => {
    const tick = () => void upkeep.tick().catch((error: unknown) => app.log.warn({ err: error }, 'upkeep failed'))
    const ticking = setInterval(tick, upkeepMs)
    lifecycle.onClose(() => clearInterval(ticking))
    tick()
    void keys.start()
    feed.start()
    comings.start()
  }
  return { app, internal, lifecycle, begin }
}

await startOrExit(async () => {
  const config = loadConfig(MediaConfig, process.env)
  await standBy(config, (dataDir) => assemble({ ...config, dataDir }))
  const { app, internal, lifecycle, begin } = await assemble(config)
  begin()
  await runServer({ app, internal, config, lifecycle })
})
