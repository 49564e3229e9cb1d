import { expect, test } from 'vitest'
import { defineStack } from '../../stack/define-stack.ts'
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

test('labels and environment hold no secret', () => {
  for (const { Env, Labels } of made) {
    expect(Object.keys(Labels ?? {}).sort()).toEqual(
      ['hash', 'role', 'service', 'stack'].map((name) => `chat.bartab.${name}`),
    )
    expect((Env ?? []).filter((entry) => /secret|password|token|pepper/i.test(entry))).toEqual([])
  }
})
