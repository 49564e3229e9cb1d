import { expect, test } from 'vitest'
import type { Observed, ObservedService } from './observed.ts'
import { planDown } from './plan-down.ts'

const service = (name: string, more: Partial<ObservedService> = {}): ObservedService => ({
  name,
  role: 'server',
  handle: name,
  state: 'running',
  health: 'ready',
  hash: 'h',
  networks: [],
  restarts: 0,
  ...more,
})

const observed: Observed = {
  networks: [{ name: 't-core', hash: 'h', internal: true }],
  volumes: ['t-chat'],
  images: new Map(),
  services: [
    service('chat'),
    service('gateway'),
    service('media', { state: 'stopped' }),
    service('bot-x', { role: 'bot' }),
  ],
}

test('the door is closed before the servers behind it stop', () => {
  const steps = planDown(observed, { volumes: false })
  expect(steps.map((step) => `${step.stage} ${step.do} ${'name' in step ? step.name : ''}`)).toEqual([
    'edge stop-service gateway',
    'edge remove-service gateway',
    'edge stop-service bot-x',
    'edge remove-service bot-x',
    'servers stop-service chat',
    'servers remove-service chat',
    'servers remove-service media',
    'remove remove-network t-core',
  ])
})

test('data is deleted only when that is asked for', () => {
  const deletes = (volumes: boolean) => planDown(observed, { volumes }).filter((step) => step.do === 'remove-volume')
  expect(deletes(false)).toEqual([])
  expect(deletes(true)).toEqual([{ stage: 'remove', do: 'remove-volume', name: 't-chat', cause: 'asked' }])
})
