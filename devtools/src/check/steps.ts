import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { checkBoundaries, type Violation } from './boundaries.ts'
import { runCommand, runTool } from './command.ts'
import { staleFiles } from './generated-file.ts'
import { generatedFiles } from './generated-files.ts'
import { lockFaults } from './lock-file.ts'
import { plantedViolations } from './planted.ts'
import type { CheckStep, StepOutcome } from './step.ts'
import { testStep } from './test-step.ts'

/** The steps of `npm run check`, in the order of how fast they speak. */
export function checkSteps(root: string): CheckStep[] {
  const tool = (name: string, ...command: [tool: string, ...args: string[]]): CheckStep => ({
    name,
    run: () => toolOutcome(root, command),
  })
  return [
    tool('types', 'tsc', '-p', '.'),
    { name: 'types of the web client', run: () => webTypes(root) },
    tool('format and lint', 'biome', 'check', '--error-on-warnings', '.'),
    { name: 'boundaries', run: () => boundaries(root) },
    { name: 'boundaries: planted', run: () => plantedBoundaries(root) },
    tool('dead code, dependencies', 'knip', '--no-progress', '--no-config-hints'),
    { name: 'lock file', run: () => lockFile(root) },
    { name: 'shell scripts', run: () => shellScripts(root) },
    { name: 'generated files', run: () => generated(root) },
    testStep({ root, name: 'unit tests', config: 'vitest.config.ts' }),
  ]
}

async function toolOutcome(root: string, [tool, ...args]: [string, ...string[]]): Promise<StepOutcome> {
  const { code, output } = await runTool(tool, args, { cwd: root })
  return { ok: code === 0, output }
}

async function webTypes(root: string): Promise<StepOutcome> {
  const files = await Array.fromAsync(glob('web/src/**/*.ts', { cwd: root }))
  if (files.length === 0) return { ok: true, summary: 'no web client yet' }
  return toolOutcome(root, ['tsc', '-p', 'web'])
}

async function boundaries(root: string): Promise<StepOutcome> {
  const { files, violations } = await checkBoundaries(root)
  const output = violations.map((found) => `${violationLine(found)}: ${found.because}`).join('\n')
  return { ok: violations.length === 0, summary: `${files} files`, output }
}

async function plantedBoundaries(root: string): Promise<StepOutcome> {
  const { violations } = await checkBoundaries(join(root, 'devtools/fixtures/boundaries'))
  const found = violations.map(violationLine)
  const missed = plantedViolations.filter((line) => !found.includes(line)).map((line) => `let through: ${line}`)
  const invented = found
    .filter((line) => !plantedViolations.includes(line))
    .map((line) => `refused without cause: ${line}`)
  const wrong = [...missed, ...invented]
  return { ok: wrong.length === 0, summary: `${found.length} refused, as they must be`, output: wrong.join('\n') }
}

function violationLine({ file, imports }: Violation): string {
  return `${file} imports ${imports}`
}

async function lockFile(root: string): Promise<StepOutcome> {
  const { workspaces, faults } = await lockFaults(root)
  const output = [...faults, 'write it with: npm install'].join('\n')
  return { ok: faults.length === 0, summary: `${workspaces} package.json compared`, output }
}

async function shellScripts(root: string): Promise<StepOutcome> {
  const { code, output } = await runCommand('shellcheck', ['bartab', '.ci/run'], { cwd: root })
  if (code === 127) return { ok: true, summary: 'left out: shellcheck is not installed' }
  return { ok: code === 0, output }
}

async function generated(root: string): Promise<StepOutcome> {
  const files = generatedFiles(root)
  const stale = await staleFiles(root, files)
  return { ok: stale.length === 0, summary: `${files.length} compared`, output: stale.join('\n') }
}
