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
  startOrExit,
} from '@bartab/kit'
import { openDatabase } from '@bartab/kit/sqlite'
import manifest from '../package.json' with { type: 'json' }
import { buildChat } from './app.ts'
import { Chat } from './chat.ts'
import { ChatConfig } from './config.ts'
import { watchChat } from './watch.ts'
import { guardedPost } from './webhooks/post.ts'

const clock = () => Date.now()
const migrations = new URL('./store/migrations/', import.meta.url)
/** How often typing and presence are looked after, in milliseconds. */
const beatMs = 1000

await startOrExit(async () => {
  const config = loadConfig(ChatConfig, process.env)
  const [lifecycle, metrics, readiness] = [new Lifecycle(), new Metrics(), new Readiness()]

  mkdirSync(config.dataDir, { recursive: true })
  const db = openDatabase({ file: join(config.dataDir, 'chat.sqlite'), migrations, durability: 'full' })
  const post = guardedPost(config.webhookHosts ?? [])
  const chat = new Chat({ db, clock, randomBytes, publicUrl: config.issuer, post })
  chat.courier.refresh()
  const beat = setInterval(() => chat.lobby.beat(clock()), beatMs)

  const keys = new KeySet({ source: `${config.authUrl}/.well-known/jwks.json`, clock })
  const verifier = createTokenVerifier({ keys, issuer: config.issuer, audience: config.issuer, clock })
  const { version } = manifest
  const app = buildChat(chat, { version, config, clock, lifecycle, metrics, readiness, verifier })
  const internal = createInternalServer({ metrics, readiness, lifecycle, heldKeys: () => keys.held() })
  watchChat(chat, { metrics, readiness, keys, authUrl: config.authUrl })

  lifecycle.onDrain(() => chat.desk.drain())
  lifecycle.onClose(() => db.close())
  lifecycle.onClose(() => chat.close())
  lifecycle.onClose(() => clearInterval(beat))
  lifecycle.onClose(() => keys.stop())
  void keys.start()
  await runServer({ app, internal, config, lifecycle })
  app.log.info(
    { public_url: app.listeningOrigin, internal_url: internal.listeningOrigin, log_head: chat.log.head },
    'chat is ready',
  )
})
