import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Terminal } from '@bartab/kit/cli'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import type { Observed } from '../plan/observed.ts'
import { defineStack } from '../stack/define-stack.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { readJson } from '../state/json-file.ts'
import { StackFolder } from '../state/stack-folder.ts'
import { readStackRecord, type StackRecord } from '../state/stack-record.ts'
import { swapVolumes } from './swap-volumes.ts'

const nothing = { services: [], networks: [], volumes: [], images: new Map() } as unknown as Observed
const record = { schema: 1, name: 't', driver: 'docker' } as StackRecord
const desired = (generation?: string) => desireContainers(defineStack({ name: 't', version: '1.0.0', generation }, {}))
const swap = {
  before: { record, desired: desired() },
  after: { record: { ...record, generation: 'r1' }, desired: desired('r1') },
}
const renewed = ['t-auth-r1', 't-chat-r1', 't-media-r1']

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'swap-volumes-'))
})
afterEach(() => rmSync(home, { recursive: true }))

/** A stack that does not come up on the new data. What the driver is asked to remove is written down. */
function failing(observe: (time: number) => Observed): { handle: StackHandle; removed: string[]; folder: StackFolder } {
  const folder = new StackFolder(home, 't')
  const removed: string[] = []
  let times = 0
  const driver = {
    observe: async () => observe(times++),
    execute: async (step: { do: string; name: string }) => {
      if (step.do === 'remove-volume') removed.push(step.name)
      else if (times === 1) throw new Error('auth is not ready')
    },
  }
  const { stdin, stdout, stderr } = process
  const terminal = new Terminal({ stdout, stderr, stdin, env: {}, json: true, noInput: true })
  const context = { verb: 'restore', message: 'restore', stackName: 't', terminal, clock: Date.now }
  const signal = new AbortController().signal
  return { handle: { folder, driver, context: { ...context, signal } } as unknown as StackHandle, removed, folder }
}

test('a stack that does not come up on the new data is put back, and the new volumes are removed', async () => {
  const { handle, removed, folder } = failing(() => nothing)
  await expect(swapVolumes({ handle, ...swap })).rejects.toMatchObject({ code: 'RESTORE_TAKEN_BACK' })
  expect(removed.toSorted()).toEqual(renewed)
  expect(readStackRecord(folder)).toEqual(record)
  expect(existsSync(join(folder.path, 'restore'))).toBe(false)
})

test('killed on the way back, it has left word of the new volumes for the next restore', async () => {
  const { handle, removed, folder } = failing((time) => {
    if (time > 0) throw new Error('killed')
    return nothing
  })
  await expect(swapVolumes({ handle, ...swap })).rejects.toThrow('killed')
  expect(removed).toEqual([])
  const left = readJson<{ volumes: string[] }>(join(folder.path, 'restore', 'unfinished.json'))
  expect(left?.volumes.toSorted()).toEqual(renewed)
})
