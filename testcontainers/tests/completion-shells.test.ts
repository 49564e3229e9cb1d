import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { typedInto } from '../src/typed-into.ts'
import { type Program, unpackedProgram } from '../src/unpacked-program.ts'

const main = resolve(import.meta.dirname, '../../devtools/src/main.ts')
const shells = { bash: ['bash'], zsh: ['zsh', 'zsh-common'], fish: ['fish', 'fish-common', 'libpcre2-32-0'] } as const
type Shell = keyof typeof shells

describe('completion in the shells themselves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-completion-'))
  const programs = new Map<Shell, Program>()

  beforeAll(() => {
    for (const [shell, packages] of Object.entries(shells) as [Shell, readonly string[]][]) {
      programs.set(shell, unpackedProgram(shell, packages))
      const script = execFileSync(process.execPath, [main, 'completion', shell], { encoding: 'utf8' })
      writeFileSync(join(folder, shell), script)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const script = (shell: Shell) => join(folder, shell)

  function program(shell: Shell): Program {
    const known = programs.get(shell)
    if (known === undefined) throw new Error(`${shell} was not found`)
    return known
  }

  const lines: [string, string, string][] = [
    ['a verb', 'bartab vers', 'version'],
    ['the verb of a group', 'bartab keys rot', 'rotate'],
    ['an option', 'bartab logs --fol', '--follow'],
    ['a service', 'bartab logs gate', 'gateway'],
    ['the value of an option', 'bartab up --driver proc', 'process'],
  ]

  it.each(lines)('bash completes %s', async (_what, line, word) => {
    const { file, env } = program('bash')
    const said = await typedInto([file, '--norc', '-i'], env, [
      { type: `source ${script('bash')}; echo $((6 * 7))x\n`, until: /42x/ },
      { type: `${line}\t` },
    ])
    expect(said).toContain(line.slice(0, line.lastIndexOf(' ') + 1) + word)
  })

  it.each(lines)('zsh completes %s', async (_what, line, word) => {
    const { file, env, folder: root } = program('zsh')
    const own =
      root === undefined
        ? ''
        : `module_path=(${root}/usr/lib/*/zsh/*); fpath=(${root}/usr/share/zsh/functions/**/*(/)); `
    const prepare = `${own}autoload -U compinit && compinit -u -D; source ${script('zsh')}; echo $((6 * 7))x\n`
    const said = await typedInto([file, '-f', '-i'], { ...env, TERM: 'xterm' }, [
      { type: prepare, until: /42x/ },
      { type: `${line}\t` },
    ])
    expect(said).toContain(line.slice(0, line.lastIndexOf(' ') + 1) + word)
  })

  it.each(lines)('fish completes %s', (_what, line, word) => {
    const { file, env, folder: root } = program('fish')
    const own = root === undefined ? '' : `set fish_function_path ${root}/usr/share/fish/functions; `
    const asked = `${own}source ${script('fish')}; complete -C '${line}'`
    const options = { env: { ...process.env, ...env, HOME: folder }, encoding: 'utf8' } as const
    const offers = execFileSync(file, ['--no-config', '-c', asked], options)
    expect(offers.split('\n').map((offer) => offer.split('\t')[0])).toContain(word)
  })
})
