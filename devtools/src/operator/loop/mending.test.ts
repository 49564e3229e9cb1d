import { expect, test } from 'vitest'
import type { Observed } from '../../plan/observed.ts'
import type { Cause, Step } from '../../plan/step.ts'
import { mended, mendingSteps } from './mending.ts'

function observed(...well: string[]): Observed {
  const basis = {
    role: 'server',
    handle: 'x',
    state: 'running',
    health: 'ready',
    hash: '',
    networks: [],
    restarts: 0,
  } as const
  return { networks: [], volumes: [], images: new Map(), services: well.map((name) => ({ ...basis, name })) }
}

const start = (name: string, cause: Cause = 'stopped'): Step => ({
  stage: 'services',
  do: 'start-service',
  name,
  cause,
})
const discard = (name: string, cause: Cause): Step => ({ stage: 'replace', do: 'discard-successor', name, cause })
const none: ReadonlySet<string> = new Set()

test('what is stopped is started; what is well and only of another version waits for a person', () => {
  const steps = [start('chat'), discard('media', 'sources'), discard('auth', 'configuration')]
  const { mend, wait } = mendingSteps(steps, observed('media', 'auth'), none)
  expect([mended(mend), mended(wait)]).toEqual([['chat'], ['media', 'auth']])
})

test('what was changed by hand is mended though it is well, and what is unwell even to another version', () => {
  const steps = [discard('media', 'drift'), start('auth', 'image')]
  expect(mendingSteps(steps, observed('media'), none)).toEqual({ mend: steps, wait: [] })
})

test('a service that was given up on is left alone', () => {
  expect(mendingSteps([start('chat')], observed(), new Set(['chat']))).toEqual({ mend: [], wait: [start('chat')] })
})

test('images are built for what is made anew, and for nothing else', () => {
  const build: Step = { stage: 'images', do: 'build-images', services: ['chat'], cause: 'missing' }
  expect(mendingSteps([build, discard('chat', 'image')], observed('chat'), none).mend).toEqual([])
})
