import { expect, test } from 'vitest'
import { runSteps } from './run-steps.ts'
import type { CheckStep, StepOutcome } from './step.ts'

const step = (name: string, outcome: StepOutcome | Error): CheckStep => ({
  name,
  run: async () => {
    if (outcome instanceof Error) throw outcome
    return outcome
  },
})

async function run(steps: CheckStep[], signal?: AbortSignal) {
  const printed: string[] = []
  let now = 0
  const clock = () => {
    now += 250
    return now
  }
  const report = await runSteps(steps, { write: (text) => printed.push(text), clock, ...(signal && { signal }) })
  return { report, printed: printed.join('') }
}

test('all steps run though one fails, and each is named with its result and its seconds', async () => {
  const { report, printed } = await run([
    step('types', { ok: false, output: 'a.ts: wrong' }),
    step('lint', { ok: true, summary: '12 files' }),
  ])
  expect(report).toMatchObject({ ok: false, failed: ['types'] })
  expect(printed).toMatch(/FAILED {2}types +0\.3 s\n {8}a\.ts: wrong\nok {6}lint +0\.3 s {2}12 files\n/)
})

test('the output of a step that passed is not printed', async () => {
  const { printed } = await run([step('lint', { ok: true, output: 'chatter' })])
  expect(printed).not.toContain('chatter')
})

test('a step that throws has failed, and the others still run', async () => {
  const { report, printed } = await run([step('types', new Error('no tsc')), step('lint', { ok: true })])
  expect(report.failed).toEqual(['types'])
  expect(printed).toContain('no tsc')
  expect(printed).toContain('lint')
})

test('a failed step without tests counts as one failed test, so that the closing line cannot look green', async () => {
  const { report } = await run([
    step('lint', { ok: false }),
    step('unit tests', { ok: false, tests: { passed: 7, failed: 2 } }),
  ])
  expect(report.tests).toEqual({ passed: 7, failed: 3 })
})

test('after an interruption no further step is begun', async () => {
  const { report, printed } = await run([step('lint', { ok: true })], AbortSignal.abort())
  expect(printed).toBe('')
  expect(report.failed).toEqual([])
})
