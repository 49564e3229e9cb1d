import { describe, expect, test } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import { defineStack } from '../stack/define-stack.ts'
import type { Observed, ObservedService } from './observed.ts'
import { planService } from './plan-service.ts'
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

  const handOver = (name: string, cause: string) =>
    ['create-successor', 'await-successor', 'rehearse-migrations', 'hand-over', 'promote-successor'].map(
      (action) => `${action} ${name} ${cause}`,
    )

  test('hands over a container whose settings differ, while people use it', () => {
    expect(brief(planUp(desired, only('media', { hash: 'another' })))).toEqual(handOver('media', 'configuration'))
  })

  test('hands over a container whose image was built again under the same name', () => {
    expect(brief(planUp(desired, only('auth', { imageId: 'id-of-yesterday' })))).toEqual(handOver('auth', 'image'))
  })

  test('hands over one service after the other, the gateway last, and with nothing to try first: it has no data', () => {
    const steps = planUp(
      desired,
      sound(() => ({ hash: 'another' })),
    )
    expect(steps.every(({ stage }) => stage === 'replace')).toBe(true)
    expect(brief(steps).slice(-4)).toEqual(
      handOver('gateway', 'configuration').filter((step) => !step.includes('rehearse')),
    )
  })

  describe('a gateway', () => {
    const publish = { address: '127.0.0.1', port: 8008, stays: true, held: true }
    const change = (publish: NonNullable<ObservedService['publish']>) =>
      brief(planUp(desired, only('gateway', { hash: 'another', publish })))[0]

    test('is handed over where it can stay as the door of the new one', () => {
      expect(change(publish)).toBe('create-successor gateway configuration')
    })

    test.each([
      ['of an image that cannot', { ...publish, stays: false }],
      ['that is published at another port', { ...publish, port: 80 }],
      ['that is published at another address', { ...publish, address: '0.0.0.0' }],
    ])('%s is stopped first, and the plan says who notices', (_what, was) => {
      expect(change(was)).toBe('stop-service gateway configuration')
    })

    test('in a network that is gone is made anew', () => {
      const steps = planUp(desired, only('gateway', { networks: [], health: 'unready' }))
      expect(brief(steps)).toEqual(
        ['stop-service', 'remove-service', 'create-service', 'start-service', 'await-ready'].map(
          (action) => `${action} gateway network`,
        ),
      )
    })
  })

  test('replaces without handing over where somebody is unwell: nobody could vouch for the new one', () => {
    const unwell = sound((name) => (name === 'auth' ? { state: 'stopped' } : name === 'chat' ? { hash: 'x' } : {}))
    expect(brief(planUp(desired, unwell))).toEqual([
      'start-service auth stopped',
      'stop-service chat configuration',
      'remove-service chat configuration',
      'create-service chat configuration',
      'start-service chat configuration',
      'await-ready auth stopped',
      'await-ready chat configuration',
    ])
  })

  test('replaces a service once more where it is asked for, though nothing differs', () => {
    expect(brief(planUp(desired, sound(), { again: 'chat' }))).toEqual(handOver('chat', 'asked'))
    expect(
      brief(
        planService(
          desired,
          sound(() => ({ hash: 'x' })),
          'auth',
        ),
      ),
    ).toEqual(handOver('auth', 'configuration'))
  })

  describe('names what was changed by hand, and mends it', () => {
    const limits = { memoryMb: 512, pids: 128, restart: 'unless-stopped' }

    test.each([
      [{ ...limits, memoryMb: 64 }, 'its memory is 64 MiB, not 512'],
      [{ ...limits, pids: 5 }, 'it may have 5 processes, not 128'],
      [{ ...limits, restart: 'no' }, 'its restart policy is no, not unless-stopped'],
    ])('a limit: %o', (found, note) => {
      expect(planUp(desired, only('chat', { limits }))).toEqual([])
      const steps = planUp(desired, only('chat', { limits: found }))
      expect(brief(steps)).toEqual(handOver('chat', 'drift'))
      expect(steps.every((step) => step.note === note)).toBe(true)
    })

    test('a network that somebody attached it to, and one that it was taken from', () => {
      const networks = ['t-core', 'somewhere']
      const steps = planUp(desired, only('gateway', { networks }))
      expect(brief(steps)).toEqual([
        'attach-network gateway network',
        'attach-network gateway network',
        'detach-network gateway drift',
      ])
      expect(steps.map((step) => 'network' in step && step.network)).toEqual(['t-edge', 't-bots', 'somewhere'])
    })

    test('one that is paused goes on', () => {
      expect(brief(planUp(desired, only('chat', { state: 'paused', health: 'unready' })))).toEqual([
        'resume-service chat paused',
        'await-ready chat paused',
      ])
    })

    test('one whose secret is another by now', () => {
      expect(brief(planUp(desired, only('chat', { secrets: 'older' })))).toEqual(handOver('chat', 'secret'))
    })
  })

  describe('what a killed replacement left', () => {
    const hash = desired.services.find(({ name }) => name === 'chat')?.hash ?? ''
    const left = (changes: object, ready: boolean) => {
      const base = only('chat', changes)
      return planUp(desired, { ...base, successors: [{ name: 'chat', hash, ready }] })
    }

    test('goes, while the old one runs', () => {
      expect(brief(left({}, true))).toEqual(['discard-successor chat abandoned'])
      expect(brief(left({ hash: 'old' }, false))).toEqual([
        'discard-successor chat abandoned',
        ...handOver('chat', 'configuration'),
      ])
    })

    test('takes its place, where it has taken over', () => {
      expect(brief(left({ state: 'stopped', hash: 'old' }, true))).toEqual(['promote-successor chat abandoned'])
    })

    test('goes where it had not taken over, and the service is made anew', () => {
      const steps = brief(left({ state: 'stopped', hash: 'old', health: 'unready' }, false))
      expect(steps[0]).toBe('discard-successor chat abandoned')
      expect(steps).toContain('create-service chat configuration')
    })
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

  test('takes over what runs with nobody to start it again, and does not stop it', () => {
    expect(brief(planUp(desired, only('chat', { state: 'orphaned' })))).toEqual([
      'start-service chat unsupervised',
      'await-ready chat unsupervised',
    ])
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
