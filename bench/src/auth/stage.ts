import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClientTokenAnswer, CreatedInvite, TokenAnswer } from '@bartab/sdk/schemas'
import { scratchFolder } from '../ending.ts'
import { ended, freePort, untilAnswers } from '../media/server-process.ts'

/** Auth and a gateway as processes of their own, and behind the gateway a chat that answers everybody. */
export interface Stage extends AsyncDisposable {
  gateway: string
  gatewayInternal: string
  auth: string
  authPid: number
  people: TokenAnswer[]
  /** A token of the operator's; asked for anew each time. */
  operator: () => Promise<string>
}

export const password = 'correct horse battery'
const root = new URL('../../../', import.meta.url).pathname

export async function startStage(people: number, tokenLifetimeS = 600): Promise<Stage> {
  const folder = scratchFolder('auth')
  const chat = await startChat()
  const port = await freePort()
  const gateway = `http://127.0.0.1:${port}`
  const auth = await startProgram('services/auth', {
    BARTAB_ISSUER: gateway,
    BARTAB_DATA_DIR: join(folder, 'auth'),
    BARTAB_TOKEN_LIFETIME_S: String(tokenLifetimeS),
  })
  const front = await startProgram(
    'gateway',
    {
      BARTAB_ISSUER: gateway,
      BARTAB_DATA_DIR: join(folder, 'gateway'),
      BARTAB_AUTH_URL: auth.origin,
      BARTAB_AUTH_INTERNAL_URL: auth.internal,
      BARTAB_CHAT_URL: chat.origin,
      BARTAB_MEDIA_URL: chat.origin,
      ...openLimits,
    },
    port,
  )
  const secrets = join(folder, 'auth', 'secrets')
  const operator = () =>
    operatorToken(auth.origin, readFileSync(join(secrets, 'operator'), 'utf8').trim().split(/\s+/)[0] ?? '')
  return {
    gateway,
    gatewayInternal: front.internal,
    auth: auth.origin,
    authPid: auth.pid,
    operator,
    people: await settle(auth.origin, operator, people),
    async [Symbol.asyncDispose]() {
      await Promise.all([front.stop(), auth.stop(), chat.stop()])
      await rm(folder, { recursive: true })
    },
  }
}

async function startChat() {
  const program = join(root, 'bench/src/auth/answering-chat.ts')
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return { origin: `http://127.0.0.1:${String(port).trim()}`, stop: () => ended(child) }
}

const openLimits = Object.fromEntries(
  ['ADDRESS', 'CREDENTIALS', 'USER'].flatMap((who) => [
    [`BARTAB_LIMIT_${who}_PER_S`, '1000000'],
    [`BARTAB_LIMIT_${who}_BURST`, '10000000'],
  ]),
)

async function startProgram(part: string, env: Record<string, string>, given?: number) {
  const [port, internalPort] = [given ?? (await freePort()), await freePort()]
  const child = spawn(process.execPath, [join(root, part, 'src/main.ts')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      BARTAB_HOST: '127.0.0.1',
      BARTAB_PORT: String(port),
      BARTAB_INTERNAL_PORT: String(internalPort),
      BARTAB_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const origin = `http://127.0.0.1:${port}`
  await untilAnswers(`${origin}/healthz`, child)
  return { origin, internal: `http://127.0.0.1:${internalPort}`, pid: child.pid ?? 0, stop: () => ended(child) }
}

async function operatorToken(auth: string, client_secret: string): Promise<string> {
  const body = { grant_type: 'client_credentials', client_id: 'operator', client_secret }
  return (await post<ClientTokenAnswer>(`${auth}/auth/v1/oauth2/token`, body)).access_token
}

async function settle(auth: string, operator: () => Promise<string>, people: number): Promise<TokenAnswer[]> {
  if (people === 0) return []
  const { code: invite } = await post<CreatedInvite>(
    `${auth}/auth/v1/invites`,
    { max_uses: people },
    { authorization: `Bearer ${await operator()}` },
  )
  const answers: TokenAnswer[] = []
  for (let n = 0; n < people; n++) {
    const body = { invite, username: `person${n}`, password }
    answers.push(await post<TokenAnswer>(`${auth}/auth/v1/register`, body, fromSomewhere()))
  }
  return answers
}

/** Each call from another address: what is measured is the work, not the limits. */
export function fromSomewhere(): Record<string, string> {
  const byte = () => Math.floor(Math.random() * 254) + 1
  return { 'x-forwarded-for': `10.${byte()}.${byte()}.${byte()}` }
}

export async function post<T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
