import { readFile } from 'node:fs/promises'
import type { TestCount } from './step.ts'

interface JsonReport {
  numPassedTests: number
  numFailedTests: number
  numFailedTestSuites: number
  success: boolean
}

/** Reads what vitest's JSON reporter wrote. Undefined where the run ended before it could write. */
export async function readTestCount(file: string): Promise<TestCount | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const report = JSON.parse(text) as JsonReport
  const failedToLoad = report.success || report.numFailedTests > 0 ? 0 : Math.max(1, report.numFailedTestSuites)
  return { passed: report.numPassedTests, failed: report.numFailedTests + failedToLoad }
}
