import { describe, expect, test } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import { defineStack } from '../stack/define-stack.ts'
import type { Observed, ObservedService } from './observed.ts'
import { planUp } from './plan-up.ts'
import type { Step } from './step.ts'

const desired = desireContainers(defineStack({ name: 't', version: '1.0.0' }, {}))
const nothing: Observed = { networks: [], volumes: [], images: new Map(), services: [] }

/** A stack that is exactly as wanted; the changes make it differ. */
function sound(changes: (name: string) => Partial<ObservedService> = () => ({})): Observed {
  return {
    networks: desired.networks.map(({ name, hash, internal }) => ({ name, hash, internal })),
    volumes: desired.volumes.map(({ name }) => name),
    images: new Map(desired.services.map(({ name }) => [`bartab/${name}:1.0.0`, `id-${name}`])),
    services: desired.services.map(({ name, role, hash, launch }) => ({
      name,
      role,
      hash,
      handle: `t-${name}`,
      state: 'running',
      health: 'ready',
      image: `bartab/${name}:1.0.0`,
      imageId: `id-${name}`,
      networks: launch.kind === 'container' ? launch.networks.map((network) => network.name) : [],
      restarts: 0,
      ...changes(name),
    })),
  }
}

const only = (name: string, change: Partial<ObservedService>) => sound((other) => (other === name ? change : {}))
const brief = (steps: readonly Step[]) =>
  steps.map((step) =>
    `${step.do} ${'service' in step ? step.service.name : 'name' in step ? step.name : ''} ${step.cause}`.trim(),
  )

describe('planUp', () => {
  test('does nothing to a stack that is as wanted', () => {
    expect(planUp(desired, sound())).toEqual([])
  })

  test('makes everything where there is nothing, images first and readiness last', () => {
    const stages = planUp(desired, nothing).map(({ stage }) => stage)
    expect([...new Set(stages)]).toEqual(['images', 'networks', 'volumes', 'services', 'ready'])
    expect(planUp(desired, nothing)[0]).toEqual({
      stage: 'images',
      do: 'build-images',
      services: ['auth', 'chat', 'media', 'gateway'],
      cause: 'missing',
    })
  })

  test('builds the web client where it is missing or made of other sources, before anything else', () => {
    const withWeb = { ...desired, webSources: 'new' }
    expect(brief(planUp(withWeb, sound()))).toEqual(['build-web-client  missing'])
    expect(brief(planUp(withWeb, { ...sound(), webSources: 'old' }))).toEqual(['build-web-client  sources'])
    expect(planUp(withWeb, { ...sound(), webSources: 'new' })).toEqual([])
    expect(planUp(desired, { ...sound(), webSources: 'old' })).toEqual([])
  })

  test('starts what is stopped and touches nothing else', () => {
    expect(brief(planUp(desired, only('chat', { state: 'stopped', health: 'unready' })))).toEqual([
      'start-service chat stopped',
      'await-ready chat stopped',
    ])
  })

  test('replaces a container whose settings differ', () => {
    expect(brief(planUp(desired, only('media', { hash: 'another' })))).toEqual([
      'stop-service media configuration',
      'remove-service media configuration',
      'create-service media configuration',
      'start-service media configuration',
      'await-ready media configuration',
    ])
  })

  test('replaces a container whose image was built again under the same name', () => {
    const steps = planUp(desired, only('auth', { imageId: 'id-of-yesterday' }))
    expect(steps.every(({ cause }) => cause === 'image')).toBe(true)
    expect(steps).toHaveLength(5)
  })

  test('repairs a container that a killed command left on one network alone, before networks are made', () => {
    const steps = planUp(desired, only('gateway', { state: 'created', health: 'unready', networks: ['t-core'] }))
    expect(steps.map(({ stage }) => stage)).toEqual(['clear', 'clear', 'services', 'services', 'ready'])
    expect(steps.every(({ cause }) => cause === 'network')).toBe(true)
  })

  test('makes a network anew when its options differ, with the services on it moved away first', () => {
    const was = sound()
    const networks = was.networks.map((network) => (network.name === 't-bots' ? { ...network, hash: 'old' } : network))
    expect(brief(planUp(desired, { ...was, networks })).slice(0, 3)).toEqual([
      'stop-service gateway network',
      'remove-service gateway network',
      'remove-network t-bots configuration',
    ])
  })

  test('restarts a service that runs and is silent, but waits for one that is still starting', () => {
    expect(brief(planUp(desired, only('chat', { health: 'unready' })))).toEqual([
      'stop-service chat unready',
      'start-service chat unready',
      'await-ready chat unready',
    ])
    expect(brief(planUp(desired, only('chat', { health: 'starting' })))).toEqual(['await-ready chat unready'])
  })

  test('takes over what runs with nobody to start it again', () => {
    expect(brief(planUp(desired, only('chat', { state: 'orphaned' })))[0]).toBe('stop-service chat unsupervised')
  })

  test('removes what carries the label of the stack and is not part of it', () => {
    const { services } = sound()
    const strays = services.slice(0, 1).map((service) => ({ ...service, name: 'bot-gone', role: 'bot' as const }))
    const observed = { ...sound(), services: [...services, ...strays] }
    expect(brief(planUp(desired, observed))).toEqual([
      'stop-service bot-gone unwanted',
      'remove-service bot-gone unwanted',
    ])
  })

  test('pulls an image that is not built here', () => {
    const stack = defineStack({ name: 't', version: '1.0.0' }, { services: { chat: { image: 'example.org/chat:7' } } })
    const [step] = planUp(desireContainers(stack), sound())
    expect(step).toEqual({ stage: 'images', do: 'pull-image', image: 'example.org/chat:7', cause: 'missing' })
  })
})
