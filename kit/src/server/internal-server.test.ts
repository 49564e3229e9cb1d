import { expect, test } from 'vitest'
import { Lifecycle } from '../lifecycle.ts'
import { Metrics } from '../metrics.ts'
import { Readiness } from '../readiness.ts'
import { createInternalServer } from './internal-server.ts'
import { testServer } from './test-server.fixture.ts'

function internalServer() {
  const deps = { metrics: new Metrics(), readiness: new Readiness(), lifecycle: new Lifecycle() }
  const held = { keys: [{ kid: 'k' }], fetched_ts: 7 }
  return { app: createInternalServer({ ...deps, heldKeys: () => held }), held, ...deps }
}

test('it serves metrics in the Prometheus form and the keys that the verifier holds', async () => {
  const { app, held } = internalServer()
  const metrics = await app.inject('/metrics')
  expect(metrics.headers['content-type']).toMatch(/^text\/plain; version=/)
  expect(metrics.body).toMatch(/^process_resident_memory_bytes \d/m)
  expect((await app.inject('/keys')).json()).toEqual(held)
})

test('what it does not have is a coded problem', async () => {
  const answer = await internalServer().app.inject('/nowhere')
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
})

const publicServer = async () => testServer()

test.each([
  ['internal', internalServer],
  ['public', publicServer],
])(
  'the %s listener is alive from the start, ready when all checks are, and unready once told to stop',
  async (_name, make) => {
    const { app, lifecycle, readiness } = await make()
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
    const ready = async () => {
      const answer = await app.inject('/readyz')
      return [answer.statusCode, answer.json()]
    }
    const failing = (name: string, detail: string) => [
      503,
      { status: 'failing', checks: [{ name, status: 'failing', detail }] },
    ]

    expect(await ready()).toEqual(failing('lifecycle', 'starting'))
    lifecycle.markReady()
    expect(await ready()).toEqual([200, { status: 'ok', checks: [] }])
    readiness.add('store', () => {
      throw new Error('no room left')
    })
    expect(await ready()).toEqual(failing('store', 'no room left'))
    lifecycle.onDrain(() => new Promise(() => {}))
    void lifecycle.stop()
    expect(await ready()).toEqual(failing('lifecycle', 'draining'))
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  },
)
