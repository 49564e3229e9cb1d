import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder } from '../ending.ts'
import { loadCore, type ServerProcess, serverCore, startServer } from '../media/server-process.ts'
import { caddy, haproxy, nginxProxy, nginxUpstream } from './peer-configs.ts'
import { startPinned } from './pinned-process.ts'
import { shippedOptions } from './shipped-options.ts'
import { issuer, makeTokens, type Tokens } from './tokens.ts'

export interface Contender {
  name: string
  server: ServerProcess
  /** Further processes whose CPU counts, such as a verifier. */
  helpers: readonly ServerProcess[]
  token: string
  /** Whether the others are given as a ratio to this one. */
  yardstick?: true
}

export interface Stage extends AsyncDisposable {
  tokens: Tokens
  /** What the contenders stand in front of. */
  fast: ServerProcess
  /** Keys, polls and bodies. */
  backdrop: ServerProcess
  /** Those for the comparison of requests: the first is ours, in front of a fast upstream. */
  contenders: readonly Contender[]
  /** Ours and nginx, in front of the backdrop, for polls and bodies. */
  ours: ServerProcess
  nginx: ServerProcess
}

/** What the contenders are asked for. */
export function urlOf({ server }: Contender): string {
  return `${server.origin}/chat/v1/rooms`
}

const here = (file: string) => join(import.meta.dirname, file)

/** Everything that is compared, running: the servers on one core, the load and what stands behind on the other. */
export async function startStage(): Promise<Stage> {
  const folder = scratchFolder('gateway')
  const running: ServerProcess[] = []
  const end = async () => {
    for (const server of running.reverse()) await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    return { ...(await startAll(folder, running)), [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

async function startAll(folder: string, running: ServerProcess[]): Promise<Omit<Stage, typeof Symbol.asyncDispose>> {
  const tokens = await makeTokens()
  const started = async (server: Promise<ServerProcess>) => {
    const one = await server
    running.push(one)
    return one
  }
  const node = process.execPath
  const backdrop = await started(
    startPinned(loadCore, (port) => [node, here('backdrop.ts'), String(port), tokens.jwks]),
  )
  const fast = await started(startPinned(loadCore, (port) => nginxUpstream({ folder, port, upstream: '' })))
  const place = (port: number, upstream = fast) => ({ folder, port, upstream: new URL(upstream.origin).host })
  const verifier = await started(
    startPinned(serverCore, (port) => [node, here('verifier-server.ts'), String(port), tokens.jwks, issuer]),
  )
  const plain = (command: (port: number) => string[]) => started(startPinned(serverCore, command))
  // a peer that refuses the question without a token answers it all the same
  const guarded = (command: (port: number) => string[]) => started(startGuarded(command))
  const contenders: Contender[] = [
    {
      name: 'BarTAB gateway',
      server: await started(startGateway(backdrop, fast, folder)),
      helpers: [],
      token: tokens.bearer,
    },
    {
      name: 'nginx, no token check',
      yardstick: true,
      server: await plain((port) => nginxProxy(place(port))),
      helpers: [],
      token: tokens.bearer,
    },
    {
      name: 'HAProxy, no token check',
      server: await plain((port) => haproxy(place(port))),
      helpers: [],
      token: tokens.bearer,
    },
    {
      ...{ name: 'HAProxy jwt_verify (ES256)', helpers: [], token: tokens.es256 },
      server: await guarded((port) => haproxy(place(port), tokens.es256PublicKey)),
    },
    {
      name: 'Caddy, no token check',
      server: await plain((port) => caddy(place(port))),
      helpers: [],
      token: tokens.bearer,
    },
    {
      ...{ name: 'Caddy forward_auth', helpers: [verifier], token: tokens.bearer },
      server: await guarded((port) => caddy(place(port), new URL(verifier.origin).host)),
    },
  ]
  return {
    ...{ tokens, fast, backdrop, contenders },
    ours: await started(startGateway(backdrop, backdrop, folder)),
    nginx: await plain((port) => nginxProxy(place(port, backdrop))),
  }
}

async function startGuarded(command: (port: number) => string[]): Promise<ServerProcess> {
  return startPinned(serverCore, command, [200, 401])
}

function startGateway(backdrop: ServerProcess, chat: ServerProcess, folder: string): Promise<ServerProcess> {
  const open = { PER_S: '1000000', BURST: '10000000' }
  const limits = ['ADDRESS', 'USER', 'POLL', 'UPLOAD', 'DOWNLOAD'].flatMap((name) =>
    Object.entries(open).map(([what, value]) => [`BARTAB_LIMIT_${name}_${what}`, value]),
  )
  const env = {
    BARTAB_HOST: '127.0.0.1',
    BARTAB_ISSUER: issuer,
    BARTAB_AUTH_URL: backdrop.origin,
    BARTAB_AUTH_INTERNAL_URL: backdrop.origin,
    BARTAB_CHAT_URL: chat.origin,
    BARTAB_MEDIA_URL: backdrop.origin,
    BARTAB_DATA_DIR: join(folder, 'gateway'),
    BARTAB_MAX_UPLOAD_BYTES: String(2 ** 40),
    BARTAB_LIMIT_ADDRESS_CONNECTIONS: '100000',
    ...Object.fromEntries(limits),
  }
  return startServer(join(import.meta.dirname, '../../../gateway/src/main.ts'), env, shippedOptions())
}
