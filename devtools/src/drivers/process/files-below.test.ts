import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { filesBelow } from './files-below.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bartab-files-'))
  mkdirSync(join(root, 'blobs', 'ab'), { recursive: true })
  for (const name of ['one', 'two']) writeFileSync(join(root, 'blobs', 'ab', name), name)
})
afterEach(() => rmSync(root, { recursive: true }))

it('a file that is removed once it was told of is read to its end', async () => {
  const found: string[] = []
  for await (const { path, content } of filesBelow(root, join(root, 'blobs'))) {
    rmSync(join(root, path))
    found.push(`${path}: ${await text(content)}`)
  }
  expect(found).toEqual(['blobs/ab/one: one', 'blobs/ab/two: two'])
})

it('a file that is removed before is passed over, and nothing is read of one that is skipped', async () => {
  const found: string[] = []
  for await (const { path, content, skip } of filesBelow(root, join(root, 'blobs'))) {
    rmSync(join(root, 'blobs', 'ab', 'two'), { force: true })
    skip?.()
    await new Promise((resolve) => content.once('close', resolve))
    found.push(`${path}: ${content.readableDidRead}`)
  }
  expect(found).toEqual(['blobs/ab/one: false'])
  expect(await Array.fromAsync(filesBelow(root, join(root, 'nothing')))).toEqual([])
})
