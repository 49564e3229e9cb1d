import { Type } from '@bartab/sdk/type'
import {
  createInternalServer,
  createServer,
  Lifecycle,
  loadConfig,
  Metrics,
  Readiness,
  runServer,
  serverConfig,
  startOrExit,
} from '../index.ts'

/** A server with one held poll, which the lifecycle tests run as a process of its own. */
await startOrExit(async () => {
  const config = loadConfig(Type.Object({ ...serverConfig }), process.env)
  const deps = { lifecycle: new Lifecycle(), metrics: new Metrics(), readiness: new Readiness() }
  const app = createServer({ name: 'held', version: '0.0.0', config, clock: Date.now, ...deps })
  const held = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  app.get('/poll', { config: { scope: 'public' } }, async () => {
    app.log.info('holding')
    await held.promise
    return { ended: 'early' }
  })
  app.get('/slow', { config: { scope: 'public' } }, async () => {
    app.log.info('holding')
    await released.promise
    return { ended: 'in time' }
  })
  app.get('/stuck', { config: { scope: 'public' } }, () => {
    app.log.info('holding')
    return new Promise(() => {})
  })
  deps.lifecycle.onDrain(() => held.resolve())
  deps.lifecycle.onClose(() => app.log.info('store closed'))
  const internal = createInternalServer(deps)
  internal.get('/release', async () => released.resolve())
  await runServer({ app, internal, config, lifecycle: deps.lifecycle })
  app.log.info({ public: app.server.address(), internal: internal.server.address() }, 'ready')
})
