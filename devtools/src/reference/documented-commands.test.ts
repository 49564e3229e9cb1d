import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildProgram } from '../cli/program.ts'
import { verbs } from '../verbs/index.ts'

const root = join(import.meta.dirname, '../../..')
const pages = [
  'README.md',
  'SECURITY.md',
  'sdk/README.md',
  ...(await Array.fromAsync(glob('docs/guides/*.md', { cwd: root }))),
]
const textOf = (page: string) => readFileSync(join(root, page), 'utf8')

/** Lines of shell blocks and code in sentences that begin with `bartab`, without comments and what follows a pipe. */
function commandsIn(text: string): string[] {
  const lines = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.split('\n'))
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
  return [...lines, ...spans].flatMap((line) => /^(?:\.\/)?bartab +([a-z-][^#|;>]*)/.exec(line)?.[1]?.trim() ?? [])
}

/** A command that would run, or the name of a verb in a sentence. */
async function understood(command: string): Promise<boolean> {
  if (verbs.some(({ name }) => name === command)) return true
  let ran = false
  const run = async () => {
    ran = true
  }
  const program = buildProgram(verbs, run, () => undefined)
  await program.parseAsync(command.split(/ +/), { from: 'user' }).catch(() => undefined)
  return ran
}

test.each(pages)('every command of %s is one that bartab takes', async (page) => {
  const commands = commandsIn(textOf(page))
  const wrong: string[] = []
  for (const command of commands) if (!(await understood(command))) wrong.push(command)
  expect(wrong).toEqual([])
})

test('commands are found on the pages, and one that does not exist is not understood', async () => {
  expect(commandsIn(textOf('README.md')).length).toBeGreaterThan(10)
  expect(await understood('keys rotate media_links')).toBe(false)
  expect(await understood('up --prot 9000')).toBe(false)
})

test('every call of the guides is in the OpenAPI documents', async () => {
  const documents = ['auth', 'chat', 'media'].map((name) => JSON.parse(textOf(`docs/reference/${name}.openapi.json`)))
  const known = documents.flatMap(({ paths }) => Object.keys(paths)).map((path) => path.replaceAll(/\{\w+\}/g, '*'))
  const guides = pages.filter((page) => page.startsWith('docs/guides/')).map(textOf)
  const called = guides.flatMap((text) =>
    [...text.matchAll(/\/(?:auth|chat|media)\/v1\/[\w/$-]+/g)].map(([path]) => path),
  )
  expect(called.length).toBeGreaterThan(8)
  expect(called.map((path) => path.replaceAll(/\$\w+/g, '*')).filter((path) => !known.includes(path))).toEqual([])
})
