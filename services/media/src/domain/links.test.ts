import type { Caller } from '@bartab/kit'
import { expect, test } from 'vitest'
import { Links } from './links.ts'

const ann = { userId: 'ann', sessionId: 'phone', keyId: 'k1', expiresAt: 1000, token: 'secret' } as Caller
const text = (fill: number) => Buffer.alloc(32, fill).toString('base64url')
const secret = { versions: () => [{ text: text(7) }] }
let held = new Set(['k1', 'k2'])
const revoked = new Set<string>()

function links(clock = () => 500): Links {
  held = new Set(['k1', 'k2'])
  return new Links({
    secret,
    holdsKey: (kid) => held.has(kid),
    isRevoked: ({ userId }) => revoked.has(userId),
    clock,
  })
}

const code = (expected: string) => expect.objectContaining({ code: expected })

test('a link stands for whoever asked for it, and is the same for the same token', () => {
  const subject = links()
  const { link, expiresTs } = subject.sign('one', ann)
  expect(subject.open('one', link)).toBe(ann)
  expect(subject.sign('one', ann).link).toBe(link)
  expect(expiresTs).toBe(1000)
  expect(link).not.toContain('secret')
})

test('a link opens its own file alone, and nothing when a letter of it is changed', () => {
  const subject = links()
  const { link } = subject.sign('one', ann)
  expect(() => subject.open('two', link)).toThrow(code('LINK_INVALID'))
  for (let at = 0; at < link.length - 1; at++) {
    const changed = link.slice(0, at) + (link[at] === '1' ? '2' : '1') + link.slice(at + 1)
    expect(() => subject.open('one', changed)).toThrow(code('LINK_INVALID'))
  }
  for (const wrong of ['', '.', 'a.b.c.d', link.slice(1), `${link}A`])
    expect(() => subject.open('one', wrong)).toThrow(code('LINK_INVALID'))
})

test('a link ends with its token', () => {
  let now = 999
  const subject = links(() => now)
  const { link } = subject.sign('one', ann)
  expect(subject.open('one', link)).toBe(ann)
  now = 1000
  expect(() => subject.open('one', link)).toThrow(code('LINK_EXPIRED'))
})

test('links of two keys work side by side, and end with their key', () => {
  const subject = links()
  const old = subject.sign('one', ann).link
  const now = subject.sign('one', { ...ann, keyId: 'k2', expiresAt: 2000 }).link
  expect(subject.open('one', old).userId).toBe('ann')
  expect(subject.open('one', now).userId).toBe('ann')
  held.delete('k1')
  expect(() => subject.open('one', old)).toThrow(code('LINK_INVALID'))
  expect(subject.open('one', now).userId).toBe('ann')
})

test('a link ends when its person is logged out', () => {
  const subject = links()
  const { link } = subject.sign('one', ann)
  revoked.add('ann')
  expect(() => subject.open('one', link)).toThrow(code('LINK_EXPIRED'))
  revoked.clear()
  expect(subject.open('one', link)).toBe(ann)
})

test('another secret makes other links', () => {
  const { link } = links().sign('one', ann)
  const foreign = { versions: () => [{ text: text(8) }] }
  const other = new Links({ secret: foreign, holdsKey: () => true, isRevoked: () => false, clock: () => 0 })
  other.sign('one', ann)
  expect(() => other.open('one', link)).toThrow(code('LINK_INVALID'))
})

test('after a restart a link has ended, and can be asked for anew', () => {
  const { link } = links().sign('one', ann)
  const restarted = links()
  expect(() => restarted.open('one', link)).toThrow(code('LINK_EXPIRED'))
  expect(restarted.sign('one', ann).link).toBe(link)
})

test('while the secret turns links of both versions open, and then those of the old one no longer', () => {
  let versions = [{ text: text(7) }]
  const subject = new Links({
    secret: { versions: () => versions },
    holdsKey: () => true,
    isRevoked: () => false,
    clock: () => 500,
  })
  const old = subject.sign('one', ann).link
  expect(subject.lastExpiryTs).toBe(1000)
  versions = [{ text: text(8) }, { text: text(7) }]
  const fresh = subject.sign('one', ann).link
  expect(fresh).not.toBe(old)
  expect(subject.open('one', old)).toBe(ann)
  expect(subject.open('one', fresh)).toBe(ann)
  versions = [{ text: text(8) }]
  expect(() => subject.open('one', old)).toThrow(code('LINK_INVALID'))
  expect(subject.open('one', fresh)).toBe(ann)
})
