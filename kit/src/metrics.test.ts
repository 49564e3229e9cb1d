import { expect, test, vi } from 'vitest'
import { Metrics } from './metrics.ts'

test('a server that does nothing is not woken a hundred times a second to see whether its event loop is delayed', async () => {
  const watch = vi.spyOn(process.getBuiltinModule('node:perf_hooks'), 'monitorEventLoopDelay')
  const { registry } = new Metrics()
  expect(watch.mock.calls).toEqual([[{ resolution: 50 }]])
  expect(await registry.metrics()).toContain('nodejs_eventloop_lag_p99_seconds')
  watch.mockRestore()
})
