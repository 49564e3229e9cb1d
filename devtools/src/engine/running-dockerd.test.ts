import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dockerdsInThisNamespace, socketsIn } from './running-dockerd.ts'

let proc: string
beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'proc-'))
  await addProcess('self', 'node', 'net:[1]')
})
afterEach(() => rm(proc, { recursive: true }))

async function addProcess(pid: string, name: string, network: string, ...args: string[]): Promise<void> {
  await mkdir(join(proc, pid, 'ns'), { recursive: true })
  await writeFile(join(proc, pid, 'comm'), `${name}\n`)
  await writeFile(join(proc, pid, 'cmdline'), [name, ...args].join('\0'))
  await symlink(network, join(proc, pid, 'ns/net'))
}

test('a dockerd of this network namespace is found with its socket', async () => {
  await addProcess('40', 'dockerd', 'net:[1]', '-H', 'unix:///tmp/d.sock')
  expect(dockerdsInThisNamespace(proc)).toEqual([{ pid: 40, sockets: ['/tmp/d.sock'] }])
})

test('one of another namespace, and other programs, are none of ours', async () => {
  await addProcess('40', 'dockerd', 'net:[2]')
  await addProcess('41', 'containerd', 'net:[1]')
  expect(dockerdsInThisNamespace(proc)).toEqual([])
})

test('a process that ended while it was looked at is passed over', async () => {
  await mkdir(join(proc, '42'))
  expect(dockerdsInThisNamespace(proc)).toEqual([])
})

test.each([
  [['-H', 'unix:///a'], ['/a']],
  [
    ['--host=unix:///a', '-Hunix:///b'],
    ['/a', '/b'],
  ],
  [['-H', 'fd://', '--host', 'tcp://0.0.0.0:2375'], []],
])('the sockets in %j are %j', (args, sockets) => {
  expect(socketsIn(args)).toEqual(sockets)
})
