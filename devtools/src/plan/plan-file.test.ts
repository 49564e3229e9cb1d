import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import { defineStack } from '../stack/define-stack.ts'
import { actionOf } from './describe-step.ts'
import type { Look } from './look.ts'
import type { ObservedService } from './observed.ts'
import { readPlanFile, requireSame, writePlanFile } from './plan-file.ts'
import { planUp } from './plan-up.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-plan-'))
  file = join(folder, 'next.plan')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const chat: ObservedService = {
  ...{ name: 'chat', role: 'server', handle: 'process 1', state: 'stopped', health: 'unready', hash: 'h' },
  ...{ networks: [], restarts: 0 },
}

function look(change: Partial<ObservedService> = {}, level: 'info' | 'debug' = 'info'): Look {
  const desired = desireContainers(defineStack({ name: 't', version: '1.0.0' }, { log_level: level }))
  const observed = { networks: [], volumes: [], images: new Map(), services: [{ ...chat, ...change }] }
  return { desired, observed, steps: planUp(desired, observed) }
}

test('a plan is read back as it was written, by its owner alone', () => {
  writePlanFile(file, 't', look(), 5)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(requireSame(readPlanFile(file, 't'), look(), file)).toEqual(look().steps)
})

test('a process that was restarted meanwhile changes nothing; one that runs by now does, and is named', () => {
  writePlanFile(file, 't', look(), 5)
  const plan = readPlanFile(file, 't')
  expect(requireSame(plan, look({ handle: 'process 2', restarts: 4 }), file)).not.toEqual([])
  expect(() => requireSame(plan, look({ state: 'running' }), file)).toThrow(
    expect.objectContaining({
      code: 'WORLD_MOVED',
      exitCode: 2,
      evidence: [expect.stringMatching(/^chat: not as it was/)],
    }),
  )
})

/** `apply` of the plan, which was killed. */
const cutShort = (verb: string) => ({
  ...{ run: 'a', ts: 6, begin: `bartab ${verb}`, by: 'ann@here', verb, services: ['chat'], open: [] },
  actions: look().steps.map(actionOf),
})

test('an apply of it that was cut short is gone on with; one of another plan, or of other settings, is not', () => {
  writePlanFile(file, 't', look(), 5)
  const plan = readPlanFile(file, 't')
  const half = look({ state: 'running' })
  expect(requireSame(plan, half, file, cutShort('apply'))).toEqual(half.steps)
  const refused = expect.objectContaining({ code: 'WORLD_MOVED' })
  expect(() => requireSame(plan, half, file, cutShort('up'))).toThrow(refused)
  expect(() => requireSame(plan, half, file, { ...cutShort('apply'), actions: ['start chat'] })).toThrow(refused)
  expect(() => requireSame(plan, look({ state: 'running' }, 'debug'), file, cutShort('apply'))).toThrow(refused)
})

test('one that was carried out has nothing to do', () => {
  writePlanFile(file, 't', look(), 5)
  expect(requireSame(readPlanFile(file, 't'), { ...look({ state: 'running' }), steps: [] }, file)).toEqual([])
})

test('other settings than those that it was made for refuse it', () => {
  writePlanFile(file, 't', look(), 5)
  expect(() => requireSame(readPlanFile(file, 't'), look({}, 'debug'), file)).toThrow(
    expect.objectContaining({ evidence: [expect.stringMatching(/^the settings/)] }),
  )
})

test.each(['not json', '{"schema":1,"stack":"other"}'])('%s is no plan for this stack', (content) => {
  writeFileSync(file, content)
  expect(() => readPlanFile(file, 't')).toThrow(expect.objectContaining({ code: 'NO_PLAN', exitCode: 64 }))
})

test('a file that is not there is told apart from one that holds something else', () => {
  expect(() => readPlanFile(file, 't')).toThrow(
    expect.objectContaining({ evidence: ['there is no such file'], fix: `bartab plan --out ${file} --stack t` }),
  )
})
