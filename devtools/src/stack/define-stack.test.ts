import { expect, test } from 'vitest'
import { defineStack } from './define-stack.ts'
import { containerPlacement, environmentOf } from './placement.ts'
import type { Service, Stack } from './stack.ts'
import { stateHash } from './state-hash.ts'

const basis = { name: 'bartab', version: '1.0.0' }

function serviceOf({ services }: Stack, name: string): Service {
  const found = services.find((service) => service.name === name)
  if (found === undefined) throw new Error(`${name} was expected`)
  return found
}

test('a stack without settings listens on loopback and names that as its issuer', () => {
  const stack = defineStack(basis, {})
  expect(stack.listen).toEqual({ address: '127.0.0.1', port: 8008 })
  expect(stack.issuer).toBe('http://127.0.0.1:8008')
})

test('a stack on all addresses names an issuer that can be reached', () => {
  expect(defineStack(basis, { address: '0.0.0.0', port: 80 }).issuer).toBe('http://127.0.0.1:80')
  expect(defineStack(basis, { address: '::1' }).issuer).toBe('http://[::1]:8008')
})

test('only the gateway is published, and the other servers are on core alone', () => {
  const { services } = defineStack(basis, {})
  expect(services.filter(({ published }) => published).map(({ name }) => name)).toEqual(['gateway'])
  for (const { name, attachments } of services.filter((service) => service.name !== 'gateway')) {
    expect(attachments).toEqual([{ network: 'core', aliases: [name, `${name}-internal`] }])
  }
})

test('chat has a way out where outgoing webhooks are asked for, and nobody else has', () => {
  const { services, networks } = defineStack(basis, { webhooks: { outgoing: true, hosts: ['ci.home.arpa'] } })
  expect(networks).toContainEqual({ name: 'egress', internal: false })
  const out = services.filter(({ attachments }) => attachments.some(({ network }) => network === 'egress'))
  expect(out.map(({ name, settings }) => [name, settings.BARTAB_WEBHOOK_HOSTS])).toEqual([['chat', 'ci.home.arpa']])
  expect(defineStack(basis, {}).networks.map(({ name }) => name)).toEqual(['edge', 'core', 'bots'])
})

test('who has a database that is followed knows it, and nobody else does', () => {
  const of = (stack: Stack) =>
    stack.services.filter(({ settings }) => settings.BARTAB_DATABASE_FOLLOWED === 'true').map(({ name }) => name)
  const followed = defineStack(basis, { backups: { continuous: '/mnt/usb' } })
  expect(of(followed).toSorted()).toEqual(['auth', 'chat', 'media'])
  expect(of(defineStack(basis, { backups: { drill: 'off' } }))).toEqual([])
})

test('the internal port is bound to the name that exists on core alone', () => {
  const chat = serviceOf(defineStack(basis, {}), 'chat')
  expect(environmentOf(chat, containerPlacement)).toMatchObject({
    BARTAB_INTERNAL_HOST: 'chat-internal',
    BARTAB_AUTH_URL: 'http://auth:8080',
    BARTAB_AUTH_INTERNAL_URL: 'http://auth-internal:9090',
    BARTAB_CHAT_INTERNAL_URL: 'http://chat-internal:9090',
    BARTAB_DATA_DIR: '/data',
  })
})

test('settings of a service come through, and never replace what the stack makes', () => {
  const stack = defineStack(basis, { services: { media: { memory_mb: 999, env: { TZ: 'UTC', BARTAB_ISSUER: 'x' } } } })
  const media = serviceOf(stack, 'media')
  expect(media.limits.memoryMb).toBe(999)
  expect(media.settings).toMatchObject({ TZ: 'UTC', BARTAB_ISSUER: stack.issuer })
})

test('equal states have the same hash whatever the order of their keys, and other states another', () => {
  expect(stateHash({ a: 1, b: { c: 2, d: 3 } })).toBe(stateHash({ b: { d: 3, c: 2 }, a: 1 }))
  expect(stateHash({ a: 1 })).not.toBe(stateHash({ a: 2 }))
})
