import { expect, test } from 'vitest'
import { whyForbidden } from './boundaries.ts'

const value = (module: string) => ({ module, typeOnly: false })

test.each([
  ['services/chat/src/app.ts', '@bartab/kit'],
  ['services/chat/src/app.ts', '@bartab/sdk/schemas'],
  ['services/chat/src/domain/post-message.ts', '../../../chat/src/domain/room.ts'],
  ['services/chat/src/store/chat-store.ts', '../domain/room.ts'],
  ['gateway/src/app.ts', 'fastify'],
  ['web/src/main.ts', '@bartab/sdk/client'],
  ['docs/anything.ts', '@bartab/chat'],
])('%s may import %s', (file, imported) => {
  expect(whyForbidden(file, value(imported))).toBeUndefined()
})

test.each([
  ['services/chat/src/app.ts', '@bartab/auth', 'services/*'],
  ['services/chat/src/app.ts', '../../auth/src/app.ts', 'outside itself'],
  ['services/chat/src/app.ts', '@bartab/kit/cli', 'services/*'],
  ['sdk/src/index.ts', '@bartab/kit', 'nothing of ours'],
  ['kit/src/index.ts', '@bartab/sdk', 'kit may import'],
  ['bots/echo/src/main.ts', '../../../sdk/src/index.ts', 'outside itself'],
  ['services/chat/src/domain/room.ts', 'fastify', 'domain/'],
  ['services/chat/src/store/chat-store.ts', '../routes/messages.ts', 'store/'],
  ['testcontainers/src/stack.ts', '@bartab/chat', 'testcontainers'],
])('%s may not import %s', (file, imported, because) => {
  expect(whyForbidden(file, value(imported))).toContain(because)
})

test('a test inside a layer may open a real store', () => {
  expect(whyForbidden('services/chat/src/domain/room.ts', value('../store/chat-store.ts'))).toBeDefined()
  expect(whyForbidden('services/chat/src/domain/room.test.ts', value('../store/chat-store.ts'))).toBeUndefined()
})

test('a type may be named against the arrow inside a service, never across parts', () => {
  expect(
    whyForbidden('services/chat/src/domain/room.ts', { module: '../store/chat-store.ts', typeOnly: true }),
  ).toBeUndefined()
  expect(whyForbidden('services/chat/src/domain/room.ts', { module: '@bartab/auth', typeOnly: true })).toBeDefined()
})

test('servers load nothing of TypeBox, and no node:http by an import', () => {
  const loads = (file: string, typeOnly = false) => whyForbidden(file, { module: 'typebox', typeOnly })
  for (const file of ['kit/src/config/env.ts', 'services/auth/src/config.ts', 'sdk/src/schemas/ids.ts'])
    expect(loads(file)).toContain('only types')
  expect(loads('kit/src/config/env.ts', true)).toBeUndefined()
  expect(loads('devtools/src/stack/config-schema.ts')).toBeUndefined()
  for (const module of ['typebox/value', 'node:http'])
    expect(whyForbidden('gateway/src/app.ts', value(module))).toContain('only types')
  expect(whyForbidden('gateway/src/app.test.ts', value('node:http'))).toBeUndefined()
})
