import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { CliFailure } from './failure.ts'
import { asFailure, failureLines, reportFailure } from './failure-report.ts'
import { plainPaint } from './paint.ts'
import { Terminal } from './terminal.ts'

const failure = new CliFailure('PORT_TAKEN', 'port 8008 is taken', {
  evidence: ['process 7 listens there'],
  fix: 'kill 7',
  exitCode: 73,
})

function terminal(json: boolean) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough(), stdin: new PassThrough() }
  return { ...streams, terminal: new Terminal({ ...streams, env: {}, json }) }
}

test('a failure reads: what, why, and last the command that mends it', () => {
  expect(failureLines(failure, plainPaint)).toEqual([
    'failed: port 8008 is taken [PORT_TAKEN]',
    '  process 7 listens there',
    'mend it: kill 7',
  ])
})

test('a failure goes to stderr and gives its exit code, as JSON where that was asked for', () => {
  const { terminal: plain, stdout, stderr } = terminal(false)
  expect(reportFailure(failure, plain, false)).toBe(73)
  expect([stdout.read(), String(stderr.read())]).toEqual([null, expect.stringContaining('mend it: kill 7')])
  const { terminal: json, stderr: document } = terminal(true)
  reportFailure(failure, json, false)
  expect(JSON.parse(String(document.read()))).toEqual({
    schema: 1,
    error: {
      code: 'PORT_TAKEN',
      what: 'port 8008 is taken',
      evidence: ['process 7 listens there'],
      fix: 'kill 7',
      exit_code: 73,
    },
  })
})

test('a full disk is recognised wherever it shows, and anything unforeseen is called a defect', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(asFailure(full)).toMatchObject({ code: 'DISK_FULL', exitCode: 1 })
  expect(asFailure(new TypeError('x is not a function'))).toMatchObject({ code: 'UNEXPECTED', exitCode: 1 })
})
