import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findFreePorts } from './free-ports.ts'
import { PortBook } from './port-book.ts'

/** What the system hands out next to those who ask for any port, as long as there is one. */
const next = vi.hoisted<{ ports: number[] }>(() => ({ ports: [] }))
vi.mock('node:net', async (actual) => {
  const net = await actual<typeof import('node:net')>()
  const createServer = () => {
    const server = net.createServer()
    const listen = server.listen.bind(server)
    server.listen = ((at: { port: number }) =>
      listen({ ...at, port: at.port === 0 ? (next.ports.shift() ?? 0) : at.port })) as typeof server.listen
    return server
  }
  return { ...net, createServer }
})

let folder: string
let book: PortBook
const stopped = () => false
const running = () => true
const portsOf = (...services: string[]) => services.flatMap((name) => Object.values(book.of(name)))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-ports-'))
  book = new PortBook(join(folder, 'ports.json'))
  next.ports = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test("the stack's own port is given to no service, although nobody listens there yet", async () => {
  const [own = 0] = await findFreePorts(1)
  next.ports = [own]
  await book.fill(['auth', 'chat'], own, stopped)
  expect(next.ports).toEqual([])
  expect(portsOf('auth', 'chat')).not.toContain(own)
  expect(new Set(portsOf('auth', 'chat')).size).toBe(4)
})

test('a stopped service gives way when the stack is to listen where it did', async () => {
  await book.fill(['auth'], 1, stopped)
  const { public: wanted } = book.of('auth')
  await book.fill(['auth'], wanted, running)
  expect(book.of('auth').public).toBe(wanted)
  await book.fill(['auth'], wanted, stopped)
  expect(portsOf('auth')).not.toContain(wanted)
})

test('the ports of a service that is stopped are not given to another', async () => {
  await book.fill(['auth'], 1, stopped)
  const known = portsOf('auth')
  next.ports = [...known]
  await book.fill(['auth', 'chat'], 1, stopped)
  expect(next.ports).toEqual([])
  expect(portsOf('auth')).toEqual(known)
  expect(new Set(portsOf('auth', 'chat')).size).toBe(4)
})
