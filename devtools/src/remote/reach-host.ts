import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { StackFolder } from '../state/stack-folder.ts'
import { readStackRecord } from '../state/stack-record.ts'
import { parseRemoteHost } from './remote-host.ts'
import { SshTunnel } from './ssh-tunnel.ts'

/** A context whose engine is on another machine, until it is disposed of. */
export type ReachedContext = AsyncDisposable & { context: Context }

/**
 * Connects to the machine of a command: the one of `--host`, or the one that its stack was brought up on. Without one
 * the context stays as it is.
 *
 * @throws {CliFailure} HOST_DIFFERS (exit 64) when the stack is elsewhere; HOST_UNREACHABLE (exit 69).
 */
export async function reachHost(context: Context, asked: string | undefined): Promise<ReachedContext> {
  const text = hostOf(context, asked)
  if (text === undefined) return { context, [Symbol.asyncDispose]: async () => undefined }
  refuseProcesses(context)
  const { env, verb, signal, terminal } = context
  const command = (env['BARTAB_SSH_COMMAND'] || 'ssh').split(' ').filter(Boolean)
  const tunnel = await SshTunnel.open({ host: parseRemoteHost(text), command, mayAsk: terminal.asks, verb, signal })
  const through = { ...env, DOCKER_HOST: `unix://${tunnel.engineSocket}` }
  return {
    context: { ...context, env: through, remote: tunnel, driverAsked: 'docker' },
    [Symbol.asyncDispose]: async () => await tunnel[Symbol.asyncDispose](),
  }
}

function hostOf({ home, stackName }: Context, asked: string | undefined): string | undefined {
  const record = readStackRecord(new StackFolder(home, stackName))
  if (asked === undefined || record === undefined || record.host === asked) return asked ?? record?.host
  throw new CliFailure('HOST_DIFFERS', `the stack ${stackName} is ${record.host ?? 'on this machine'}`, {
    evidence: [`--host asks for ${asked}`],
    fix: 'leave --host away, or use another stack (--stack NAME)',
    exitCode: exitCodes.usage,
  })
}

function refuseProcesses({ driverAsked }: Context): void {
  if (driverAsked !== 'process') return
  throw new CliFailure('USAGE', 'the process driver runs on this machine alone', {
    evidence: ['another machine is reached through its Docker engine'],
    fix: 'leave --driver away',
    exitCode: exitCodes.usage,
  })
}
