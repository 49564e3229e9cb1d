import { expect, it } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import type { Observed } from '../plan/observed.ts'
import { defineStack } from '../stack/define-stack.ts'
import { planSwap } from './swap-volumes.ts'

const desiredOf = (generation?: string) =>
  desireContainers(defineStack({ name: 'small', version: '0.1.0', generation }, {}))

/** A stack that runs as it should. */
function running(desired = desiredOf()): Observed {
  return {
    networks: desired.networks,
    volumes: desired.volumes.map(({ name }) => name),
    images: new Map(
      desired.services.flatMap(({ launch }) => ('image' in launch ? [[launch.image, launch.image]] : [])),
    ),
    services: desired.services.map(({ name, role, hash, launch }) => ({
      name,
      role,
      hash,
      handle: name,
      state: 'running',
      health: 'ready',
      networks: 'networks' in launch ? launch.networks.map((network) => network.name) : [],
      ...('image' in launch ? { image: launch.image, imageId: launch.image } : {}),
      restarts: 0,
    })),
  }
}

it('a swap closes the door first, replaces the services that keep data, and opens the door again', () => {
  expect(planSwap(desiredOf(), running()).map((step) => step.do)).toEqual([
    'stop-service',
    'start-service',
    'await-ready',
  ])
  const steps = planSwap(desiredOf('r20260131180500'), running())
  expect(steps[0]).toMatchObject({ do: 'stop-service', name: 'gateway', stage: 'edge' })
  const created = steps.flatMap((step) => (step.do === 'create-service' ? [step.service] : []))
  expect(created.map(({ launch }) => 'data' in launch && launch.data)).toEqual([
    'small-auth-r20260131180500',
    'small-chat-r20260131180500',
    'small-media-r20260131180500',
  ])
  expect(steps.some((step) => step.do === 'start-service' && step.name === 'gateway')).toBe(true)
})

it('a swap removes no volume', () => {
  const steps = planSwap(desiredOf('r20260131180500'), running())
  expect(steps.some((step) => step.do === 'create-volume')).toBe(true)
  expect(steps.filter((step) => step.do === 'remove-volume')).toEqual([])
})
