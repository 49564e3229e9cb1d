import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { SshServer } from '../src/ssh-server.ts'

/** An SSH server that lets somebody in has to be root. */
describe.runIf(process.getuid?.() === 0)('a stack on another machine, over SSH', () => {
  let server: SshServer
  let stack: OperatedStack

  beforeAll(async () => {
    server = await SshServer.start()
    stack = await OperatedStack.prepare({ BARTAB_SSH_COMMAND: server.command })
    await stack.print('up', '--host', server.url, '--port', String(stack.port))
  })
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  it('is brought up there, and its state is kept here, the machine with it', () => {
    expect(server.log).toContain('Accepted publickey for root')
    const record = JSON.parse(readFileSync(join(stack.home, 'stacks', stack.name, 'stack.json'), 'utf8'))
    expect(record).toMatchObject({ driver: 'docker', host: server.url })
  })

  it('has nothing to do the second time, without being told where it is', async () => {
    expect(await stack.json('up')).toMatchObject({ actions: [] })
  })

  it('is well, and says so from here', async () => {
    expect(await stack.json('status')).toMatchObject({ driver: 'docker', keys: [{ state: 'active' }] })
  })

  it('shows its logs, and one request through its services', async () => {
    await stack.json('invite')
    const lines = (await stack.print('logs', 'gateway', '--json', '--tail', '200')).trim().split('\n')
    const { request_id } = lines
      .map((line) => JSON.parse(line))
      .findLast(({ line }) => line.path === '/auth/v1/invites')
    const followed = await stack.print('logs', '--request', request_id, '--json')
    const services = followed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).service)
    expect(new Set(services)).toEqual(new Set(['gateway', 'auth']))
  })

  it('is examined through the connection, by a trial of its own', async () => {
    expect(await stack.json('doctor')).toMatchObject({ findings: [] })
  })

  it('is backed up to this machine', async () => {
    const { backup } = await stack.json<{ backup: { path: string } }>('backup', 'create')
    expect(backup.path.startsWith(stack.home)).toBe(true)
    expect(await stack.json('backup', 'verify', 'latest')).toMatchObject({ schema: 2 })
  })

  it('is not mistaken for one of this machine, or of another', async () => {
    expect(await stack.failure('status', '--host', 'ssh://root@other.example.org')).toMatchObject({
      ...{ code: 'HOST_DIFFERS', exit_code: 64 },
    })
    expect(await stack.failure('status', '--driver', 'process')).toMatchObject({ code: 'USAGE', exit_code: 64 })
  })

  it('says what ssh said where the machine cannot be reached', async () => {
    const failure = await stack.failure('status', '--stack', 'nowhere', '--host', 'ssh://root@127.0.0.1:1')
    expect(failure).toMatchObject({ code: 'HOST_UNREACHABLE', exit_code: 69 })
    expect(failure.evidence.join(' ')).toContain('Connection refused')
  })

  it('goes, and leaves nothing there', async () => {
    await stack.print('down', '--volumes', '--confirm', stack.name)
    expect(await stack.failure('status')).toMatchObject({ code: 'NO_SUCH_STACK' })
  })
})
