import { expect, test } from 'vitest'
import { defineStack } from '../../stack/define-stack.ts'
import { canMigrate, insideOf } from './container-door.ts'
import { containerOptions } from './container-options.ts'
import { desireContainers } from './desire-containers.ts'

const stack = defineStack({ name: 't', version: '1.0.0' }, {})
const made = desireContainers(stack).services.map((service) => {
  if (service.launch.kind !== 'container') throw new Error('a container was expected')
  return containerOptions('t', service, service.launch)
})

test('every container is confined', () => {
  for (const { User, HostConfig } of made) {
    expect(User).toBe('1000:1000')
    expect(HostConfig).toMatchObject({
      Init: true,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      RestartPolicy: { Name: 'unless-stopped' },
      PidsLimit: 128,
    })
    expect(HostConfig?.Memory).toBe(HostConfig?.MemorySwap)
    expect(HostConfig?.LogConfig?.Config).toEqual({ 'max-size': '10240k', 'max-file': '3' })
  }
})

test('the gateway alone has a port of the host, on loopback', () => {
  const published = made.filter(({ HostConfig }) => HostConfig?.PortBindings !== undefined)
  expect(published.map(({ name }) => name)).toEqual(['t-gateway'])
  expect(published[0]?.HostConfig?.PortBindings).toEqual({ '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '8008' }] })
})

test('a container begins on one network alone, as older engines demand', () => {
  for (const { NetworkingConfig } of made) expect(Object.keys(NetworkingConfig?.EndpointsConfig ?? {})).toHaveLength(1)
})

test('a gateway that follows is in the network of another, with an internal port of its own, published by that one', () => {
  const gateway = desireContainers(stack).services.find(({ published }) => published)
  if (gateway?.launch.kind !== 'container') throw new Error('a container was expected')
  const launch = insideOf(gateway.launch, [])
  const { Hostname, Env, HostConfig, NetworkingConfig } = containerOptions('t', gateway, launch, { within: 'abc' })
  expect([Hostname, NetworkingConfig, HostConfig?.PortBindings]).toEqual([undefined, undefined, undefined])
  expect(HostConfig?.NetworkMode).toBe('container:abc')
  expect(Env).toEqual(expect.arrayContaining(['BARTAB_REUSE_PORT=true', 'BARTAB_INTERNAL_PORT=9091']))
  expect(insideOf(gateway.launch, Env ?? []).env['BARTAB_INTERNAL_PORT']).toBe('9092')
})

test.each([
  ['4.19.0-26-amd64', false],
  ['5.13.19', false],
  ['5.14.0-1-amd64', true],
  ['6.1.0', true],
  ['', false],
])('the kernel %j moves connections to another listener: %s', (kernel, can) => {
  expect(canMigrate(kernel)).toBe(can)
})

test('labels and environment hold no secret', () => {
  for (const { Env, Labels } of made) {
    expect(Object.keys(Labels ?? {}).sort()).toEqual(
      ['hash', 'role', 'service', 'stack'].map((name) => `chat.bartab.${name}`),
    )
    expect((Env ?? []).filter((entry) => /secret|password|token|pepper/i.test(entry))).toEqual([])
  }
})
