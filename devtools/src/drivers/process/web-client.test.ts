import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { builtWebSources, webSources } from './web-client.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'web-client-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

test('a repository without a web client has no sources of one', () => {
  expect(webSources(root)).toBeUndefined()
})

test.each(['web/build.ts', 'web/src/main.ts', 'web/src/ui/new.tsx', 'sdk/src/client.ts', 'package-lock.json'])(
  'a change of %s is a change of the sources',
  (path) => {
    write('web/build.ts', 'build')
    write('web/src/main.ts', 'main')
    const before = webSources(root)
    write(path, 'changed')
    expect(webSources(root)).not.toBe(before)
  },
)

test('another time of a file, and a test, are no change', () => {
  write('web/build.ts', 'build')
  write('web/src/main.ts', 'main')
  const before = webSources(root)
  utimesSync(join(root, 'web/src/main.ts'), 1, 1)
  write('sdk/src/client.test.ts', 'test')
  write('web/dist/index.html', 'built')
  expect(webSources(root)).toBe(before)
})

test('what is built says what it was built from', () => {
  expect(builtWebSources(root)).toBeUndefined()
  write('web/dist/index.html', 'built by hand')
  expect(builtWebSources(root)).toBeUndefined()
  write('web/dist/.sources', 'abc\n')
  expect(builtWebSources(root)).toBe('abc')
})
