import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliFailure } from '@bartab/kit/cli'
import { afterAll, expect, it } from 'vitest'
import type { Context } from '../../cli/context.ts'
import { runCommand } from './run-command.ts'

const root = mkdtempSync(join(tmpdir(), 'bartab-run-command-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
mkdirSync(join(root, 'devtools/src'), { recursive: true })

/** A command that prints, says and ends as it is told, in place of every verb. */
async function ended({ out = '', err = '', code = 0 }) {
  const lines = [`process.stdout.write(${JSON.stringify(out)})`, `process.stderr.write(${JSON.stringify(err)})`]
  writeFileSync(join(root, 'devtools/src/main.ts'), [...lines, `process.exitCode = ${code}`].join('\n'))
  const { signal } = new AbortController()
  const context = { root, home: root, stackName: 'small', signal, env: process.env } as unknown as Context
  return await runCommand(context, ['backup', 'create'])
}

it('what a command that succeeded warns of is heard, and one that prints nothing warns of nothing', async () => {
  const out = JSON.stringify({ schema: 2, backup: { name: 'b1', warnings: ['http://ping.example did not hear'] } })
  expect(await ended({ out })).toEqual({ ok: true, warnings: ['http://ping.example did not hear'] })
  expect(await ended({ out: '{"schema":1}' })).toEqual({ ok: true, warnings: [] })
  expect(await ended({})).toEqual({ ok: true, warnings: [] })
})

it('why a command failed is told as it told it', async () => {
  const failure = new CliFailure('NOT_RUNNING', 'media is not running', { evidence: ['it ended', 'twice', 'again'] })
  const err = `driver docker: as asked\n${JSON.stringify({ schema: 1, error: failure })}\n`
  const because = 'media is not running [NOT_RUNNING]; it ended; twice'
  expect(await ended({ err, code: 1 })).toEqual({ ok: false, because, warnings: [] })
})

it('a command that ended in another way is known by its last line', async () => {
  expect(await ended({ err: '…\nKilled\n', code: 1 })).toMatchObject({ ok: false, because: 'Killed' })
  expect(await ended({ code: 1 })).toMatchObject({ ok: false, because: expect.stringContaining('Command failed') })
})
