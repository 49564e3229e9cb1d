import { CliFailure } from '@bartab/kit/cli'
import { Problem } from '@bartab/sdk/problems'
import { expect, test } from 'vitest'
import { ScriptedKeys } from './scripted-keys.fixture.ts'
import { keysLine, signingKeys } from './signing-keys.ts'

test('each key that is in use has its state and its age in seconds', async () => {
  const auth = new ScriptedKeys()
  await auth.api.create()
  await auth.api.activate('new-1')
  auth.now += 700_000
  expect(await signingKeys(auth.api.list, auth.now)).toEqual([
    { kid: 'new-1', state: 'active', age_s: 700 },
    { kid: 'old', state: 'retiring', age_s: 1699 },
  ])
  await auth.api.retire('old')
  expect(await signingKeys(auth.api.list, auth.now)).toEqual([{ kid: 'new-1', state: 'active', age_s: 700 }])
})

test.each([
  ['does not answer', new Problem('UNREACHABLE')],
  ['has no secret for the operator yet', new CliFailure('NO_OPERATOR_SECRET', 'none yet')],
])('nothing is known of the keys where auth %s', async (_what, refusal) => {
  const keys = await signingKeys(() => Promise.reject(refusal), 0)
  expect(keys).toBeNull()
  expect(keysLine(keys)).toBe('signing keys: auth does not say')
})

test('the line names the states and the ages', () => {
  const old = { kid: 'a', state: 'retiring', age_s: 259_200 }
  expect(keysLine([{ kid: 'b', state: 'active', age_s: 60 }, old])).toBe('signing keys: b active 1 min, a retiring 3 d')
})
