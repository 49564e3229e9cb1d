import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Door } from './door.ts'

let folder: string
let file: string
const servers: Server[] = []
const said = () => readFileSync(file, 'utf8')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'door-'))
  file = join(folder, '.door')
})
afterEach(() => {
  process.removeAllListeners('SIGWINCH')
  for (const server of servers.splice(0)) server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody who listens on a port that others may listen on as well. */
async function listener(port = 0): Promise<number> {
  const server = createServer()
  servers.push(server.listen({ host: '127.0.0.1', port, reusePort: true }))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function doorOn(port: number, patienceMs = 50) {
  const done: string[] = []
  const door = new Door({ file, port, patienceMs, graceMs: 400, rest: () => done.push('rest') })
  return { door, done, lifecycle: { stop: async () => void done.push('stop') } }
}

describe('a gateway that has not been followed', () => {
  it('serves at once, and says nothing of it', async () => {
    const { door } = doorOn(await listener())
    await door.untilNeeded()
    expect(said).toThrow('ENOENT')
  })

  it('stops and parks when it is told that another is there', async () => {
    const { door, done, lifecycle } = doorOn(await listener())
    door.watch(lifecycle)
    process.emit('SIGWINCH')
    await expect.poll(() => done).toEqual(['stop', 'rest'])
    expect(said()).toBe('parked')
  })
})

describe('a gateway that has been followed, started anew', () => {
  beforeEach(() => writeFileSync(file, 'parked'))

  it('parks again where the other one listens', async () => {
    const { door, done } = doorOn(await listener(), 60_000)
    void door.untilNeeded().then(() => done.push('serves'))
    await expect.poll(() => done).toEqual(['rest'])
    expect(said()).toBe('parked')
  })

  it('serves where nobody does, until somebody comes', async () => {
    const port = await listener()
    for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed))
    const { door, done, lifecycle } = doorOn(port)
    await door.untilNeeded()
    expect(said()).toBe('serving')
    await listener(port)
    door.watch(lifecycle)
    await new Promise((later) => setTimeout(later, 500))
    expect(done).toEqual([])
    await listener(port)
    await expect.poll(() => done).toEqual(['stop', 'rest'])
    expect(said()).toBe('parked')
  })
})
