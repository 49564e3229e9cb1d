import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runTool } from './command.ts'
import type { CheckStep, StepOutcome } from './step.ts'
import { readTestCount } from './test-results.ts'

export interface TestStepOptions {
  root: string
  name: string
  /** vitest's configuration, from the root. */
  config: string
  env?: Record<string, string>
  /** Hears the run as it goes on, for runs of minutes. */
  onOutput?: (chunk: string) => void
}

/** Runs vitest with one configuration. A run that executed no test has failed. */
export function testStep({ root, name, config, env, onOutput }: TestStepOptions): CheckStep {
  return {
    name,
    run: () => runTests(root, config, join(root, '.bartab/test', `${name.replaceAll(' ', '-')}.json`), env, onOutput),
  }
}

async function runTests(
  root: string,
  config: string,
  resultsFile: string,
  env: Record<string, string> = {},
  onOutput?: (chunk: string) => void,
): Promise<StepOutcome> {
  await mkdir(dirname(resultsFile), { recursive: true })
  await rm(resultsFile, { force: true })
  const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`]
  const { code, output } = await runTool('vitest', args, {
    cwd: root,
    env,
    ...(onOutput === undefined ? {} : { onOutput }),
  })
  const tests = (await readTestCount(resultsFile)) ?? { passed: 0, failed: 1 }
  const ok = code === 0 && tests.failed === 0 && tests.passed > 0
  return {
    ok,
    tests,
    summary: `${tests.passed} passed, ${tests.failed} failed`,
    output: onOutput === undefined ? output : 'see above',
  }
}
