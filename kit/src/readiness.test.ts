import { expect, test } from 'vitest'
import { Readiness } from './readiness.ts'

test('a server with nothing to check is ready', async () => {
  expect(await new Readiness().report()).toEqual({ status: 'ok', checks: [] })
})

test('one failing check makes the whole fail, with its reason, and hides no other', async () => {
  const readiness = new Readiness()
  readiness.add('store', () => 'at 7')
  readiness.add('keys', async () => {
    throw new Error('no keys yet')
  })
  readiness.add('disk', () => {})
  expect(await readiness.report()).toEqual({
    status: 'failing',
    checks: [
      { name: 'store', status: 'ok', detail: 'at 7' },
      { name: 'keys', status: 'failing', detail: 'no keys yet' },
      { name: 'disk', status: 'ok' },
    ],
  })
})

test('a check that does not answer fails rather than hold the report', async () => {
  const readiness = new Readiness({ timeoutMs: 5 })
  readiness.add('stuck', () => new Promise(() => {}))
  expect((await readiness.report()).checks).toEqual([
    { name: 'stuck', status: 'failing', detail: 'no answer within 5 ms' },
  ])
})

test('a check can be taken back', async () => {
  const readiness = new Readiness()
  readiness.add('gone', () => {
    throw new Error('x')
  })
  readiness.remove('gone')
  expect((await readiness.report()).status).toBe('ok')
})
