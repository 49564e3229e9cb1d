import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createInternalServer,
  createTokenVerifier,
  Lifecycle,
  loadConfig,
  Metrics,
  Readiness,
  runServer,
  standBy,
  startOrExit,
} from '@bartab/kit'
import { monotonicFactory } from 'ulid'
import manifest from '../package.json' with { type: 'json' }
import { buildAuth } from './app.ts'
import { httpChatRooms } from './chat-rooms.ts'
import { checkKeyFile } from './check-key-file.ts'
import { AuthConfig } from './config.ts'
import type { AuthDeps } from './deps.ts'
import { builtInFactors } from './domain/built-in-factors.ts'
import { runDepartures } from './domain/departure.ts'
import { ensureActiveKey } from './domain/key-lifecycle.ts'
import { KeyRing } from './domain/key-ring.ts'
import { liveTokenVerifier } from './domain/live-token.ts'
import { PasswordHasher } from './domain/password-hasher.ts'
import { RevocationFeed } from './domain/revocation-feed.ts'
import { RoomJoiner } from './domain/room-joiner.ts'
import { holdSecrets } from './held-secrets.ts'
import { housekeeping } from './housekeeping.ts'
import { OwnerToken } from './owner-token.ts'
import { PepperFile } from './pepper-file.ts'
import { RepeatedWork } from './repeated-work.ts'
import { revocationRoutes } from './routes/revocations.ts'
import { SecretFolder } from './secrets.ts'
import { fixServerName } from './server-name.ts'
import { openAuthStore } from './store/auth-store.ts'

const clock = () => Date.now()
const ulid = monotonicFactory()

async function assemble(config: AuthConfig) {
  const lifecycle = new Lifecycle()
  const metrics = new Metrics()
  const readiness = new Readiness()

  await mkdir(config.dataDir, { recursive: true })
  const store = openAuthStore(join(config.dataDir, 'auth.sqlite'), config.databaseFollowed)
  lifecycle.onClose(() => store.close())
  fixServerName(store, config.serverName)

  const folder = new SecretFolder({ folder: join(config.dataDir, 'secrets'), randomBytes })
  const firstStart = store.signingKeys.all().length === 0
  const secrets = await holdSecrets(config, folder, firstStart, clock)
  const pepper = new PepperFile(secrets.pepper)
  const ownerToken = await OwnerToken.open(folder, store.bootstrap.ownerId() !== undefined, config.ownerToken)

  const keyRing = new KeyRing(store.signingKeys, secrets.signingKeysKey)
  const verifier = createTokenVerifier({ keys: keyRing, issuer: config.issuer, audience: config.issuer, clock })
  const feed = new RevocationFeed({ epoch: ulid(), clock, revocations: store.revocations })
  const deps: AuthDeps = {
    issuer: config.issuer,
    clock,
    ulid: () => ulid(),
    randomBytes,
    store,
    tokenLifetimeMs: config.tokenLifetimeS * 1000,
    passwords: await PasswordHasher.create({ peppers: () => pepper.versions(), randomBytes }),
    pepper,
    secondFactors: builtInFactors({ clock, store, factorKey: secrets.factorKey }),
    factorKey: secrets.factorKey,
    keyRing,
    signer: keyRing,
    verifier: liveTokenVerifier(verifier, store.revocations),
    refreshChainKey: secrets.refreshChainKey,
    operatorSecret: secrets.operatorSecret,
    ownerTokenHash: () => ownerToken.hash(),
    spendOwnerToken: () => ownerToken.spend(),
    announceRevocation: () => feed.announce(),
    chat: httpChatRooms(config.chatUrl),
    announceChatWork: () => chatWork.wake(),
  }
  await ensureActiveKey(deps)
  store.signingKeys.noteTokenLifetime(deps.tokenLifetimeMs)
  await checkKeyFile(keyRing)

  const app = buildAuth({ version: manifest.version, config, clock, lifecycle, metrics, readiness }, deps)
  const heldKeys = () => ({ keys: keyRing.published().keys.map(({ kid }) => ({ kid })), fetched_ts: clock() })
  const internal = createInternalServer({ metrics, readiness, lifecycle, heldKeys })
  revocationRoutes(internal, feed)

  const joiner = new RoomJoiner(deps)
  const onError = (error: unknown) => app.log.error({ err: error }, 'background work failed')
  const inChat = async () => {
    await joiner.runDue()
    await runDepartures(deps)
  }
  const chatWork = new RepeatedWork({ work: inChat, everyMs: 2_000, onError })
  const sweep = new RepeatedWork({ work: () => housekeeping(store, clock()), everyMs: 3_600_000, onError })
  readiness.add('database', () => store.ping())
  lifecycle.onDrain(() => feed.close())
  for (const work of [chatWork, sweep]) lifecycle.onClose(() => work.stop())
  const begin = () => {
    chatWork.wake()
    sweep.wake()
  }
  return { app, internal, lifecycle, begin, ownerLink: () => ownerToken.link(config.issuer) }
}

async function main(): Promise<void> {
  process.umask(0o077)
  const config = loadConfig(AuthConfig, process.env)
  await standBy(config, (dataDir) => assemble({ ...config, dataDir }))
  const { app, internal, lifecycle, begin, ownerLink } = await assemble(config)
  await runServer({ app, internal, config, lifecycle })
  begin()
  const link = ownerLink()
  if (link !== undefined) app.log.info(`This server has no owner yet. Open this link once to become it: ${link}`)
}

await startOrExit(main)
