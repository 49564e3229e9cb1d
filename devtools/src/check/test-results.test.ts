import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTestCount } from './test-results.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function count(report: object) {
  await writeFile(join(folder, 'results.json'), JSON.stringify(report))
  return await readTestCount(join(folder, 'results.json'))
}

test('passed and failed tests are counted', async () => {
  const report = { numPassedTests: 5, numFailedTests: 2, numFailedTestSuites: 1, success: false }
  expect(await count(report)).toEqual({ passed: 5, failed: 2 })
})

test('a file that could not be loaded counts as a failure though no test of it ran', async () => {
  const report = { numPassedTests: 5, numFailedTests: 0, numFailedTestSuites: 1, success: false }
  expect(await count(report)).toEqual({ passed: 5, failed: 1 })
})

test('a run that wrote nothing has no count', async () => {
  expect(await readTestCount(join(folder, 'absent.json'))).toBeUndefined()
})
