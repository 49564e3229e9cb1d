import { CliFailure, exitCodes } from '@bartab/kit/cli'

/** A machine that is reached over SSH, as `ssh://[user@]host[:port][/path/of/docker.sock]` names it. */
export interface RemoteHost {
  /** As it was given. */
  text: string
  /** What the ssh client is called with: `user@host`. */
  destination: string
  port: number | undefined
  /** The engine's socket on that machine. */
  socket: string
}

const usualSocket = '/var/run/docker.sock'

/** @throws {CliFailure} USAGE (exit 64) when it is no such URL; one with a password in it is none. */
export function parseRemoteHost(text: string): RemoteHost {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const { protocol, username, password, hostname, port, pathname = '', search, hash } = url ?? {}
  const plain = password === '' && search === '' && hash === '' && /^[\w.-]*$/.test(username ?? '')
  const named = /^(\[[0-9a-f:.]+\]|[\w][\w.-]*)$/i.test(hostname ?? '')
  if (protocol !== 'ssh:' || !plain || !named) {
    throw new CliFailure('USAGE', `--host does not accept "${text}"`, {
      evidence: ["it takes ssh://user@host, ssh://user@host:2222, or with the path of an engine's socket behind it"],
      exitCode: exitCodes.usage,
    })
  }
  return {
    text,
    destination: username === '' ? (hostname ?? '') : `${username}@${hostname}`,
    port: port === '' ? undefined : Number(port),
    socket: pathname === '' || pathname === '/' ? usualSocket : pathname,
  }
}
