import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { verbs } from '../index.ts'
import { completionScript } from './completion-script.ts'
import { shells } from './verb.ts'

/** What bash would offer at the end of a line. */
function offered(line: string): string[] {
  const words = line.split(' ')
  const script = `${completionScript('bash', verbs)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _bartab; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean)
}

test('bash offers the verbs that begin with what is typed', () => {
  expect(offered('bartab sta')).toEqual(['status'])
  expect(offered('bartab ')).toContain('doctor')
})

test('bash offers services and options after a verb, and the values of an option', () => {
  expect(offered('bartab logs ch')).toEqual(['chat'])
  expect(offered('bartab up --dr').sort()).toEqual(['--driver', '--dry-run'])
  expect(offered('bartab up --driver ')).toEqual(['docker', 'process'])
  expect(offered('bartab completion ')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']))
})

test('every shell has every verb', () => {
  for (const shell of shells) {
    const script = completionScript(shell, verbs)
    for (const { name } of verbs) expect(script).toContain(name.split(' ')[0])
  }
})
