import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'

const here = import.meta.dirname
let place: string

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'bartab-ending-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

/** What a bench of the test says that it has started. */
interface Started {
  folder: string
  pids: number[]
}

interface Running {
  pid: number
}

/** A bench of these lines, with a folder and a child that has a child. */
function bench(...lines: string[]): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const program = `
    import { spawn } from 'node:child_process'
    import { endCleanly, scratchFolder } from '${here}/ending.ts'
    import { descendantsOf } from '${here}/process-family.ts'
    endCleanly()
    const folder = scratchFolder('of-the-test', '${place}')
    spawn('sh', ['-c', 'sleep 300 & wait'], { stdio: 'ignore' }).unref()
    while (descendantsOf(process.pid).length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
    console.log(JSON.stringify({ folder, pids: descendantsOf(process.pid) }))
    ${lines.join('\n')}`
  writeFileSync(join(place, 'main.ts'), program)
  return spawn(process.execPath, [join(place, 'main.ts')], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function started(child: ChildProcess): Promise<Started> {
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  const found = JSON.parse(String(line)) as Started
  expect([existsSync(found.folder), ...found.pids.map(runs)]).toEqual([true, true, true])
  return found
}

/** One that is dead stays listed until its parent asks after it. */
function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const left = ({ folder, pids }: Started) =>
  [folder, ...pids].filter((one) => (typeof one === 'string' ? existsSync(one) : runs(one)))

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a bench that is told to end by %s says so in one line, and leaves nothing', async (signal, code) => {
  // what it does fails once its servers are gone, in a promise that nobody waits for
  const child = bench(
    'const fails = () => { console.log("a figure of nothing"); Promise.reject(new Error("cut")) }',
    'setInterval(() => { if (descendantsOf(process.pid).length < 2) fails() }, 1)',
  )
  const said = text(child.stderr)
  const what = await started(child)
  const printed = text(child.stdout)
  child.kill(signal)
  const [ended] = await once(child, 'exit')
  expect(ended).toBe(code)
  expect([await said, await printed]).toEqual([`stopped by ${signal}; ending what was started\n`, ''])
  expect(left(what)).toEqual([])
})

it('a bench that fails says why, and leaves nothing', async () => {
  const child = bench('await new Promise((resolve) => setTimeout(resolve, 300))', 'throw new Error("no figures")')
  const said = text(child.stderr)
  const what = await started(child)
  const [ended] = await once(child, 'exit')
  expect(ended).toBe(1)
  expect(await said).toMatch(/^Error: no figures\n/)
  expect(left(what)).toEqual([])
})

it('a bench that is done leaves nothing, and keeps its exit code', async () => {
  const child = bench('await new Promise((resolve) => setTimeout(resolve, 300))', 'process.exitCode = 3')
  const what = await started(child)
  const [ended] = await once(child, 'exit')
  expect(ended).toBe(3)
  expect(left(what)).toEqual([])
})

it('a stack that a bench has brought up is taken away', async () => {
  const up = '[bartab, "up", "--driver", "process", "--stack", "measured", "--port", String(await freePort())]'
  const child = bench(
    'const { execFileSync } = await import("node:child_process")',
    `const { freePort } = await import('${here}/media/server-process.ts')`,
    `const bartab = '${here}/../../devtools/src/main.ts'`,
    `execFileSync(process.execPath, ${up}, { env: { ...process.env, BARTAB_HOME: folder }, stdio: 'ignore' })`,
    'console.log("up"); setInterval(() => {}, 1000)',
  )
  const said = text(child.stderr)
  const what = await started(child)
  await once(child.stdout, 'data')
  const note = readFileSync(join(what.folder, 'stacks/measured/supervisor.json'), 'utf8')
  const { process: supervisor, units } = JSON.parse(note) as { process: Running; units: { process: Running }[] }
  const pids = [supervisor, ...units.map((unit) => unit.process)].map(({ pid }) => pid)
  expect(pids.map(runs)).toEqual([true, true, true, true, true])
  child.kill('SIGTERM')
  const [ended] = await once(child, 'exit')
  expect([ended, await said]).toEqual([143, 'stopped by SIGTERM; ending what was started\n'])
  expect(left({ ...what, pids: [...what.pids, ...pids] })).toEqual([])
})
