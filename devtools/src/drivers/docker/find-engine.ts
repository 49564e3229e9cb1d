import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Engine {
  /** As a person would write it: `/var/run/docker.sock`, `tcp://10.0.0.5:2375`. */
  where: string
  /** What an HTTP client needs to reach it. */
  options: { socketPath: string } | { host: string; port: number }
}

const patienceMs = 2000

/** The first Docker engine that answers: the one that DOCKER_HOST names, or one on a usual socket. */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<Engine | undefined> {
  for (const engine of engineCandidates(env)) {
    if ((await engineFault(engine)) === undefined) return engine
  }
  return undefined
}

/** Where an engine could be, in the order in which it is looked for. */
export function engineCandidates(env: NodeJS.ProcessEnv): Engine[] {
  const host = env['DOCKER_HOST']
  if (host?.startsWith('unix://')) return [atSocket(host.slice('unix://'.length))]
  if (host?.startsWith('tcp://')) {
    const { hostname, port } = new URL(host)
    return [{ where: host, options: { host: hostname, port: Number(port || 2375) } }]
  }
  const runtime = env['XDG_RUNTIME_DIR']
  const sockets = ['/var/run/docker.sock', ...(runtime ? [join(runtime, 'docker.sock')] : [])]
  return [...sockets, join(homedir(), '.docker/run/docker.sock')].filter((path) => existsSync(path)).map(atSocket)
}

/** Why an engine does not answer; nothing where it does. */
export async function engineFault({ options }: Engine): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const call = request({ ...options, path: '/_ping', agent: false, timeout: patienceMs }, (response) => {
    response.resume()
    resolve(response.statusCode === 200 ? undefined : `it answered ${response.statusCode}`)
  })
  call.on('timeout', () => call.destroy(new Error(`no answer within ${patienceMs / 1000} s`)))
  call.on('error', (error) => resolve(error.message)).end()
  return await promise
}

const atSocket = (path: string): Engine => ({ where: path, options: { socketPath: path } })
