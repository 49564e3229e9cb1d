import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineStack, v8Options } from '@bartab/devtools/stack'
import { scratchFolder } from '../ending.ts'
import { type ServerProcess, startServer } from '../media/server-process.ts'
import { type AuthStub, issuer, startAuthStub } from './auth-stub.ts'
import { type Person, personNo } from './person.ts'

/** Gateway and chat as they are shipped, on the servers' core; keys come from a stub. */
export interface Stage extends AsyncDisposable {
  folder: string
  chat: ServerProcess
  gateway: ServerProcess
  /** So many people with valid tokens, who speak to the gateway. */
  people(count: number): Promise<Person[]>
}

interface BareStage extends Pick<Stage, 'people' | 'gateway'>, AsyncDisposable {
  /** What stands where chat is. */
  server: ServerProcess
}

const stack = defineStack({ name: 'bench', version: '0' }, {})

/** Starts a service as the stack starts it, with the memory that it gets there. */
function startService(name: 'chat' | 'gateway', env: Record<string, string>): Promise<ServerProcess> {
  const service = stack.services.find((each) => each.name === name)
  if (service?.entry === undefined) throw new Error(`the stack has no ${name}`)
  const options = v8Options(service.limits).join(' ')
  return startServer(join(import.meta.dirname, '../../..', service.entry), { NODE_OPTIONS: options, ...env })
}

/** node:http with nothing behind it, and with the rows of a send and nothing else, as programs. */
export const bareServer = join(import.meta.dirname, 'bare-server.ts')
export const bareLog = join(import.meta.dirname, 'bare-log.ts')

/** The shipped gateway in front of one of these instead of chat: what HTTP over two hops costs by itself. */
export async function startBareStage(program: string): Promise<BareStage> {
  const folder = scratchFolder('bare')
  const auth = await startAuthStub()
  const bare = await startServer(program, { BARTAB_DATA_DIR: folder })
  const gateway = await startService('gateway', gatewayEnv(commonEnv(auth), bare, auth, folder))
  return {
    gateway,
    server: bare,
    people: (count) => manyPeople(count, gateway.origin, auth),
    [Symbol.asyncDispose]: async () => {
      for (const part of [gateway, bare, auth]) await part[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const manyPeople = (count: number, origin: string, auth: AuthStub): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, async (_, no) => personNo(no, origin, auth.token)))

const commonEnv = (auth: AuthStub) => ({
  BARTAB_HOST: '127.0.0.1',
  BARTAB_ISSUER: issuer,
  BARTAB_AUTH_URL: auth.origin,
  BARTAB_AUTH_INTERNAL_URL: auth.origin,
})

/** `prepare` may fill the folder of chat's data before chat starts. A folder that is given is left as it is at the end. */
export async function startStage(prepare: (dataDir: string) => void = () => {}, given?: string): Promise<Stage> {
  const folder = given ?? scratchFolder('chat')
  prepare(folder)
  const auth = await startAuthStub()
  const common = commonEnv(auth)
  const chat = await startService('chat', { ...common, BARTAB_DATA_DIR: folder })
  const gateway = await startService('gateway', gatewayEnv(common, chat, auth, folder))
  return {
    folder,
    chat,
    gateway,
    people: (count) => manyPeople(count, gateway.origin, auth),
    [Symbol.asyncDispose]: async () => {
      for (const part of [gateway, chat, auth]) await part[Symbol.asyncDispose]()
      if (given === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function gatewayEnv(common: Record<string, string>, chat: ServerProcess, auth: AuthStub, folder: string) {
  const limits = ['ADDRESS', 'USER', 'POLL'].flatMap((name) => [
    [`BARTAB_LIMIT_${name}_PER_S`, '1000000'],
    [`BARTAB_LIMIT_${name}_BURST`, '10000000'],
  ])
  return {
    ...common,
    BARTAB_CHAT_URL: chat.origin,
    BARTAB_MEDIA_URL: auth.origin,
    BARTAB_DATA_DIR: join(folder, 'gateway'),
    BARTAB_LIMIT_ADDRESS_CONNECTIONS: '100000',
    ...Object.fromEntries(limits),
  }
}
