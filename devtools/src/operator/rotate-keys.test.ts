import { describe, expect, it } from 'vitest'
import { type RotationDeps, rotateKeys } from './rotate-keys.ts'
import { ScriptedKeys } from './scripted-keys.fixture.ts'

const rotation = (auth: ScriptedKeys, changes: Partial<RotationDeps> = {}) =>
  rotateKeys({
    keys: auth.api,
    clock: () => auth.now,
    awaitHeld: async () => ['auth', 'chat', 'gateway', 'media'],
    onBegin: () => undefined,
    onDone: () => undefined,
    ...changes,
  })

describe('a rotation of the signing keys', () => {
  it('lets a key sign only once every verifier holds it', async () => {
    const auth = new ScriptedKeys()
    const seen: string[] = []
    const awaitHeld = async (kid: string) => {
      seen.push(`${kid} is ${auth.state(kid)}, old is ${auth.state('old')}`)
      return ['auth']
    }
    expect(await rotation(auth, { awaitHeld })).toMatchObject({ active: 'new-1', rotated: true, retired: [] })
    expect(seen).toEqual(['new-1 is standby, old is active'])
    expect(auth.log).toEqual(['create new-1', 'activate new-1'])
  })

  it('leaves the old key signing when a verifier does not get the new one', async () => {
    const auth = new ScriptedKeys()
    const awaitHeld = () => Promise.reject(new Error('chat lacks it'))
    await expect(rotation(auth, { awaitHeld })).rejects.toThrow('chat lacks it')
    expect(auth.state('old')).toBe('active')
    expect(auth.state('new-1')).toBe('standby')
  })

  it.each(['create', 'await-held', 'activate'])(
    'killed after "%s", goes on there and makes no second key',
    async (at) => {
      const auth = new ScriptedKeys()
      const onDone: RotationDeps['onDone'] = (step) => {
        if (step.do === at) throw new Error('killed')
      }
      await expect(rotation(auth, { onDone })).rejects.toThrow('killed')
      expect(await rotation(auth)).toMatchObject({ active: 'new-1', waiting: { kid: 'old' } })
      expect(auth.log).toEqual(['create new-1', 'activate new-1'])
    },
  )

  it('begins no further one while tokens of the old key are alive', async () => {
    const auth = new ScriptedKeys()
    const { waiting } = await rotation(auth)
    expect(waiting?.kid).toBe('old')
    auth.now = (waiting?.due_ts ?? 0) - 1
    expect(await rotation(auth)).toMatchObject({ active: 'new-1', rotated: false, retired: [] })
    expect(auth.log).toEqual(['create new-1', 'activate new-1'])
  })

  it('retires the old key when its last token is dead, before the next one begins', async () => {
    const auth = new ScriptedKeys()
    const { waiting } = await rotation(auth)
    auth.now = waiting?.due_ts ?? 0
    expect(await rotation(auth)).toMatchObject({ active: 'new-2', retired: ['old'], waiting: { kid: 'new-1' } })
    expect(auth.log.slice(2)).toEqual(['retire old', 'create new-2', 'activate new-2'])
  })
})
