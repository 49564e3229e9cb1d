import { expect, test } from 'vitest'
import { baseTree } from './base-tree.ts'
import type { Tree, TreeNode } from './tree.ts'

const file = (content: string) => ({ kind: 'file', content: Buffer.from(content), mode: 0o644 }) as const

const debian: Tree = new Map<string, TreeNode>([
  ['lib/x86_64-linux-gnu/libc.so.6', file('libc')],
  ['lib64/ld-linux-x86-64.so.2', { kind: 'link', target: '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' }],
  ['bin/sleep', { ...file('sleep'), mode: 0o755 }],
  ['usr/share/ca-certificates/mozilla/b.crt', file('BBB\n')],
  ['usr/share/ca-certificates/mozilla/a.crt', file('AAA\n')],
])
const tree = baseTree(debian, Buffer.from('node'))

test('libraries stand where the loader looks for them, in packages with and without a merged /usr', () => {
  expect(tree.has('usr/lib/x86_64-linux-gnu/libc.so.6')).toBe(true)
  expect(tree.has('usr/lib64/ld-linux-x86-64.so.2')).toBe(true)
  expect(tree.get('lib')).toEqual({ kind: 'link', target: 'usr/lib' })
  expect([...tree.keys()].filter((path) => /^lib(64)?\//.test(path))).toEqual([])
})

test('what a gateway becomes that has been followed stands where it is looked for', () => {
  expect(tree.get('usr/bin/sleep')).toMatchObject({ content: Buffer.from('sleep'), mode: 0o755 })
})

test('certificates make one bundle in a fixed order', () => {
  expect(tree.get('etc/ssl/certs/ca-certificates.crt')).toMatchObject({ content: Buffer.from('AAA\nBBB\n') })
})

test('there is a user to run as, and no shell to run', () => {
  expect(String((tree.get('etc/passwd') as { content: Buffer }).content)).toContain('node:x:1000:1000:')
  expect([...tree.keys()].filter((path) => /\/(sh|bash|dash|busybox)$/.test(path))).toEqual([])
})
