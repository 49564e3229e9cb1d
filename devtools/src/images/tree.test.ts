import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readTree, type Tree, writeTree } from './tree.ts'

const file = (content: string) => ({ kind: 'file', content: Buffer.from(content), mode: 0o644 }) as const

async function digest(tree: Tree): Promise<string> {
  return createHash('sha256')
    .update(await buffer(writeTree(tree)))
    .digest('hex')
}

test('the same files give the same bytes in whatever order they came', async () => {
  const one: Tree = new Map([
    ['b/x', file('1')],
    ['a', file('2')],
  ])
  const other: Tree = new Map([
    ['a', file('2')],
    ['b/x', file('1')],
  ])
  expect(await digest(one)).toBe(await digest(other))
  expect(await digest(new Map([['a', file('2')]]))).not.toBe(await digest(one))
})

test('what is written can be read, links and modes too', async () => {
  const tree: Tree = new Map([
    ['bin/node', { ...file('#!'), mode: 0o755 }],
    ['lib', { kind: 'link', target: 'usr/lib' }],
  ])
  const back = await readTree(await buffer(writeTree(tree)))
  expect(back).toEqual(tree)
})
