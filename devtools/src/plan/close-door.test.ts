import { expect, it } from 'vitest'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import { defineStack } from '../stack/define-stack.ts'
import type { Observed } from './observed.ts'
import { planUp } from './plan-up.ts'

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
      ...('data' in launch && launch.data !== undefined ? { data: launch.data } : {}),
      restarts: 0,
    })),
  }
}

const moved = desiredOf('r20260131180500')

it('where data lies elsewhere the door is closed first, the services are replaced, and the door opens again', () => {
  expect(planUp(desiredOf(), running())).toEqual([])
  const steps = planUp(moved, running())
  expect(steps[0]).toMatchObject({ do: 'stop-service', name: 'gateway', stage: 'edge', cause: 'data' })
  const created = steps.flatMap((step) => (step.do === 'create-service' ? [step.service] : []))
  expect(created.map(({ launch }) => 'data' in launch && launch.data)).toEqual([
    'small-auth-r20260131180500',
    'small-chat-r20260131180500',
    'small-media-r20260131180500',
  ])
  expect(steps.some((step) => step.do === 'start-service' && step.name === 'gateway')).toBe(true)
})

it('nothing is handed over from one data to another, however far it had come before it was killed', () => {
  const half = running()
  const [auth] = running(moved).services
  const services = half.services.map((seen) => (seen.name === auth?.name ? auth : seen))
  for (const seen of [half, { ...half, services }]) {
    const steps = planUp(moved, seen)
    expect(steps[0]).toMatchObject({ do: 'stop-service', name: 'gateway' })
    expect(steps.filter((step) => step.do === 'hand-over' || step.do === 'create-successor')).toEqual([])
  }
})

it('no volume is removed by it', () => {
  const steps = planUp(moved, running())
  expect(steps.some((step) => step.do === 'create-volume')).toBe(true)
  expect(steps.filter((step) => step.do === 'remove-volume')).toEqual([])
})
