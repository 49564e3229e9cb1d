import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { standBy } from './stand-by.ts'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stand-by-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const file = (name: string) => join(dataDir, '.stand-by', name)
const said = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined)

/** Waits for its turn, and gets it. */
async function follow(name: string) {
  const waiting = standBy({ standBy: name, dataDir })
  await vi.waitUntil(() => said(name) === 'waiting')
  process.kill(process.pid, 'SIGUSR2')
  await waiting
}

test('a server that follows nobody does not wait', async () => {
  await standBy({ dataDir })
  expect(readdirSync(dataDir)).toEqual([])
})

test('a successor says that it waits, goes on with SIGUSR2, and does not wait again when it is started again', async () => {
  let turn = false
  const waiting = standBy({ standBy: 'second', dataDir }).then(() => {
    turn = true
  })
  await vi.waitUntil(() => said('second') === 'waiting')
  expect(turn).toBe(false)
  process.kill(process.pid, 'SIGUSR2')
  await waiting
  expect(said('second')).toBe('followed')
  await standBy({ standBy: 'second', dataDir })
})

test('while the next one waits, the one that runs can be started again; what came before is forgotten', async () => {
  await follow('second')
  await new Promise((resolve) => setTimeout(resolve, 5))
  await follow('third')
  const waiting = standBy({ standBy: 'fourth', dataDir })
  await vi.waitUntil(() => said('fourth') === 'waiting')
  expect(readdirSync(join(dataDir, '.stand-by')).sort()).toEqual(['fourth', 'third'])
  await standBy({ standBy: 'third', dataDir })
  process.kill(process.pid, 'SIGUSR2')
  await waiting
})

test('before it waits it has built the server once, elsewhere than on the data', async () => {
  const done: string[] = []
  const listener = (name: string) => ({
    ready: async () => done.push(`${name} ready`),
    close: async () => done.push(`${name} closed`),
  })
  const assemble = (folder: string) => {
    expect(folder).not.toBe(dataDir)
    expect(said('second')).toBeUndefined()
    writeFileSync(join(folder, 'chat.sqlite'), '')
    done.push(folder)
    const lifecycle = { stop: async () => void done.push('stopped') }
    return { app: listener('app'), internal: listener('internal'), lifecycle }
  }
  const waiting = standBy({ standBy: 'second', dataDir }, assemble)
  await vi.waitUntil(() => said('second') === 'waiting')
  const [folder = '', ...steps] = done
  expect(steps).toEqual(['app ready', 'internal ready', 'app closed', 'internal closed', 'stopped'])
  expect(existsSync(folder)).toBe(false)
  process.kill(process.pid, 'SIGUSR2')
  await waiting
})

test('one that cannot be built never waits', async () => {
  const assemble = () => Promise.reject(new Error('no such table'))
  await expect(standBy({ standBy: 'second', dataDir }, assemble)).rejects.toThrow('no such table')
  expect(said('second')).toBeUndefined()
})
