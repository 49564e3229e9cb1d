import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  createInternalServer,
  createTokenVerifier,
  KeySet,
  Lifecycle,
  loadConfig,
  Metrics,
  Readiness,
  runServer,
  standBy,
  startOrExit,
} from '@bartab/kit'
import { openDatabase } from '@bartab/kit/sqlite'
import manifest from '../package.json' with { type: 'json' }
import { buildChat } from './app.ts'
import { Chat } from './chat.ts'
import { doChores } from './chores.ts'
import { ChatConfig } from './config.ts'
import { Sampler } from './rebuild/sampler.ts'
import { followRevocations, HeardRevocations } from './revocations.ts'
import { membershipRoutes } from './routes/memberships.ts'
import { watchChat } from './watch.ts'
import { guardedPost } from './webhooks/post.ts'

const clock = () => Date.now()
const migrations = new URL('./store/migrations/', import.meta.url)

function assemble(config: ChatConfig) {
  const [lifecycle, metrics, readiness] = [new Lifecycle(), new Metrics(), new Readiness()]
  mkdirSync(config.dataDir, { recursive: true })
  const db = openDatabase({
    ...{ file: join(config.dataDir, 'chat.sqlite'), migrations, durability: 'full' },
    followed: config.databaseFollowed,
  })
  const post = guardedPost(config.webhookHosts ?? [])
  const chat = new Chat({ db, clock, randomBytes, publicUrl: config.issuer, post })
  chat.courier.refresh()
  const sampler = new Sampler(chat.reading, Math.random, clock)

  const keys = new KeySet({ source: `${config.authUrl}/.well-known/jwks.json`, clock })
  const revocations = new HeardRevocations({ clock })
  const verifier = createTokenVerifier({ keys, issuer: config.issuer, audience: config.issuer, clock, revocations })
  const { version } = manifest
  const app = buildChat(chat, { version, config, clock, lifecycle, metrics, readiness, verifier })
  const internal = createInternalServer({ metrics, readiness, lifecycle, heldKeys: () => keys.held() })
  membershipRoutes(internal, chat.memberships)
  revocations.onNews = () => chat.held.cut((caller) => revocations.has(caller))
  watchChat(chat, { metrics, readiness, keys, sampler })
  doChores(chat, sampler, lifecycle, (error) => app.log.error({ err: error }, 'a chore failed'))

  lifecycle.onDrain(() => chat.desk.drain())
  lifecycle.onDrain(() => chat.memberships.close())
  lifecycle.onClose(() => db.close())
  lifecycle.onClose(() => chat.close())
  const listenToAuth = () => {
    const follower = followRevocations(config.authInternalUrl, revocations)
    lifecycle.onClose(() => follower?.stop())
    lifecycle.onClose(() => keys.stop())
    void keys.start()
  }
  return { app, internal, lifecycle, listenToAuth, head: () => chat.log.head }
}

await startOrExit(async () => {
  const config = loadConfig(ChatConfig, process.env)
  await standBy(config, (dataDir) => assemble({ ...config, dataDir }))
  const { app, internal, lifecycle, listenToAuth, head } = assemble(config)
  listenToAuth()
  await runServer({ app, internal, config, lifecycle })
  app.log.info(
    { public_url: app.listeningOrigin, internal_url: internal.listeningOrigin, log_head: head() },
    'chat is ready',
  )
})
