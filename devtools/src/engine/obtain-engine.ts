import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { type Engine, engineFault, findEngine } from '../drivers/docker/find-engine.ts'
import { canInstallPackages, installPackages } from './debian-install.ts'
import {
  defaultPlace,
  type EnginePlace,
  engineAt,
  leaveEngine,
  ownEnginePid,
  startOwnEngine,
  useEngine,
} from './own-engine.ts'
import { dockerdsInThisNamespace } from './running-dockerd.ts'

/** A Docker engine to run tests on. Disposing of it stops it where we started it. */
export interface ObtainedEngine extends AsyncDisposable {
  engine: Engine
  /** One sentence: which engine, and why this one. */
  why: string
}

export interface ObtainOptions {
  env: NodeJS.ProcessEnv
  /** Hears what takes a while: installing, starting. */
  say: (line: string) => void
  /** Where an engine of our own goes. Default `/var/lib/bartab-engine` and `/run/bartab-engine`. */
  place?: EnginePlace
}

/**
 * A Docker engine, in this order: one that answers; an installed dockerd, started by us where none runs in this network
 * namespace; as root on Debian or Ubuntu, the distribution's `docker.io`, then the same.
 *
 * @throws {CliFailure} NO_ENGINE (exit 69) when none can be had, with what was tried.
 */
export async function obtainEngine({ env, say, place = defaultPlace }: ObtainOptions): Promise<ObtainedEngine> {
  const answering = await findAnswering(env)
  if (answering !== undefined)
    return { engine: answering, why: `a Docker engine answers at ${answering.where}`, ...nothingToStop }
  if (ownEnginePid(place) !== undefined && (await engineFault(engineAt(place))) === undefined) {
    return used(place, 'an engine of ours still runs from an earlier test')
  }
  refuseSecondEngine()
  let why = 'an installed dockerd, started for this run and stopped after it'
  if (!isInstalled('dockerd', env)) {
    await install(say)
    const started = await findAnswering(env)
    if (started !== undefined)
      return { engine: started, why: 'the docker.io package was installed and started its engine', ...nothingToStop }
    why = 'the docker.io package was installed; its dockerd was started for this run and is stopped after it'
  }
  if (process.getuid?.() !== 0)
    throw noEngine(
      'dockerd is installed, but only root can start it',
      'start Docker as root (systemctl start docker), then run it again',
    )
  say('starting a Docker engine ...')
  await startOwnEngine(place).catch((error: Error) => {
    throw noEngine(
      `dockerd was started and ${error.message}`,
      'start a Docker engine, or run bartab test --without-containers',
    )
  })
  return used(place, why)
}

const nothingToStop: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} }

function used(place: EnginePlace, why: string): ObtainedEngine {
  useEngine(place)
  return { engine: engineAt(place), why, [Symbol.asyncDispose]: () => leaveEngine(place) }
}

/** The engine of DOCKER_HOST or a usual socket; else one that runs in this namespace on a socket of its own choice. */
async function findAnswering(env: NodeJS.ProcessEnv): Promise<Engine | undefined> {
  const usual = await findEngine(env)
  if (usual !== undefined || env['DOCKER_HOST'] !== undefined || process.platform !== 'linux') return usual
  for (const socketPath of dockerdsInThisNamespace().flatMap((found) => found.sockets)) {
    const engine = { where: socketPath, options: { socketPath } }
    if ((await engineFault(engine)) === undefined) return engine
  }
  return undefined
}

function refuseSecondEngine(): void {
  if (process.platform !== 'linux')
    throw noEngine(
      `none answers, and on ${process.platform} none can be started from here`,
      'start Docker Desktop, then run it again',
    )
  const [running] = dockerdsInThisNamespace()
  if (running === undefined) return
  throw noEngine(
    `a dockerd (process ${running.pid}) runs in this network namespace and does not answer; a second one would flush its rules`,
    'mend that engine (its log says why it does not answer), or name its socket in DOCKER_HOST',
  )
}

async function install(say: (line: string) => void): Promise<void> {
  if (!canInstallPackages())
    throw noEngine(
      'none answers, none is installed, and this is not root on Debian or Ubuntu',
      'install Docker (docker.io, or from docs.docker.com), then run it again',
    )
  say('installing docker.io (no Docker engine answers, and none is installed) ...')
  await installPackages('docker.io').catch((error: Error) => {
    throw noEngine(error.message, 'install Docker, or run bartab test --without-containers')
  })
}

function isInstalled(command: string, env: NodeJS.ProcessEnv): boolean {
  return [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].some(
    (folder) => folder !== '' && existsSync(join(folder, command)),
  )
}

function noEngine(evidence: string, fix: string): CliFailure {
  return new CliFailure('NO_ENGINE', 'no Docker engine can be had', {
    evidence: evidence.split('\n'),
    fix,
    exitCode: exitCodes.noEngine,
  })
}
