import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

it('why a command failed is told in its words', async () => {
  const err = JSON.stringify({ error: { code: 'DISK_FULL', message: '/mnt/usb is full', evidence: ['3 MB left'] } })
  const because = '/mnt/usb is full [DISK_FULL]; 3 MB left'
  expect(await ended({ err, code: 1 })).toEqual({ ok: false, because, warnings: [] })
})
