import { delimiter, dirname, join } from 'node:path'
import Docker from 'dockerode'
import { runSteps } from '../check/run-steps.ts'
import type { CheckStep, TestCount } from '../check/step.ts'
import { checkSteps } from '../check/steps.ts'
import { testStep } from '../check/test-step.ts'
import { type ObtainedEngine, obtainEngine } from '../engine/obtain-engine.ts'
import { buildImages } from '../images/build-images.ts'
import { installBrowser } from './browser-program.ts'
import { installCompose } from './compose-program.ts'
import { findProxyPrograms } from './proxy-programs.ts'

export interface TestOptions {
  /** The repository. */
  root: string
  version: string
  env: NodeJS.ProcessEnv
  /** Leaves out the tests that need a Docker engine. */
  withoutContainers: boolean
  write: (text: string) => void
  /** Aborted by Ctrl-C: what runs ends, and nothing more is begun. */
  signal: AbortSignal
}

export interface TestReport {
  ok: boolean
  tests: TestCount
}

/**
 * What `bartab test` runs: the whole check, then the images are built and the tests in real containers run on them.
 * The engine is obtained first, so that a machine that can have none says so at once.
 * Prints each step as it ends, then minutes, and last `N passed, N failed`.
 *
 * @throws {CliFailure} NO_ENGINE (exit 69) when containers are wanted and no engine can be had.
 */
export async function runTests(options: TestOptions): Promise<TestReport> {
  const { root, env, write, signal, withoutContainers } = options
  const clock = () => performance.now()
  const began = clock()
  await using obtained = withoutContainers ? undefined : await obtainEngine({ env, say: (line) => write(`${line}\n`) })
  if (obtained !== undefined) write(`engine: ${obtained.why}\n`)
  const check = await runSteps(checkSteps(root), { write, clock, signal })
  const containersBegan = clock()
  const containers = obtained && (await runSteps(containerSteps(options, obtained), { write, clock, signal }))
  const tests = add(check.tests, containers?.tests)
  write(timeLine(clock() - began, containers && clock() - containersBegan))
  write(`${tests.passed} passed, ${tests.failed} failed\n`)
  return { ok: check.ok && (containers?.ok ?? true), tests }
}

function containerSteps({ root, version, write }: TestOptions, { engine }: ObtainedEngine): CheckStep[] {
  let programs: readonly string[] = []
  const proxies = async () => {
    const found = await findProxyPrograms(join(root, '.bartab', 'programs'))
    programs = found.folders
    return { ok: true, summary: found.summary }
  }
  const dockerHost = 'socketPath' in engine.options ? `unix://${engine.options.socketPath}` : engine.where
  return [
    { name: 'images', run: () => images(root, version, new Docker({ ...engine.options })) },
    { name: 'docker-compose', run: async () => ({ ok: true, summary: await installCompose() }) },
    { name: 'nginx and caddy', run: proxies },
    { name: 'browser', run: async () => ({ ok: true, summary: await installBrowser() }) },
    {
      name: 'tests in containers',
      run: () =>
        testStep({
          root,
          name: 'tests in containers',
          config: 'testcontainers/vitest.config.ts',
          env: {
            DOCKER_HOST: dockerHost,
            TESTCONTAINERS_RYUK_DISABLED: 'true',
            PATH: [...programs, dirname(process.execPath), process.env['PATH']].join(delimiter),
          },
          onOutput: write,
        }).run(),
    },
  ]
}

async function images(root: string, version: string, engine: Docker): ReturnType<CheckStep['run']> {
  let why = ''
  const built = await buildImages({
    engine,
    root,
    version,
    progress: (event) => {
      if (event.event === 'base') why = event.base.why
    },
  })
  const sizes = built.map(
    ({ name, sizeBytes, built: isNew }) => `${name} ${(sizeBytes / 1e6).toFixed(0)} MB${isNew ? '' : ' (up to date)'}`,
  )
  return { ok: true, summary: `${sizes.join(', ')}; ${why}` }
}

function add(one: TestCount, other: TestCount = { passed: 0, failed: 0 }): TestCount {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed }
}

function timeLine(totalMs: number, containersMs: number | undefined): string {
  const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} minutes`
  if (containersMs === undefined)
    return `${minutes(totalMs)} in total; the tests in containers were left out (--without-containers)\n`
  return `${minutes(totalMs)} in total, of which containers ${minutes(containersMs)}\n`
}
