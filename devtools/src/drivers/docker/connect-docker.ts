import { CliFailure, exitCodes } from '@bartab/kit/cli'
import Docker from 'dockerode'
import type { Context } from '../../cli/context.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { DockerDriver } from './docker-driver.ts'
import { engineCandidates, engineFault, findEngine } from './find-engine.ts'

/**
 * Connects to the engine that `DOCKER_HOST` names, or that answers on a usual socket.
 *
 * @throws {CliFailure} NO_ENGINE (exit 69) with what each place answered.
 */
export async function connectDocker(context: Context, dataDir: string | undefined): Promise<DockerDriver> {
  const engine = await findEngine(context.env)
  if (engine === undefined) throw await noEngine(context)
  return new DockerDriver(context, new Docker({ ...engine.options }), dataDir)
}

async function noEngine({ env, stackName }: Context): Promise<CliFailure> {
  const places = engineCandidates(env)
  const evidence = await Promise.all(places.map(async (place) => `${place.where}: ${await engineFault(place)}`))
  return new CliFailure('NO_ENGINE', 'no Docker engine answers', {
    evidence:
      evidence.length > 0 ? evidence : ["there is no engine's socket on this machine, and DOCKER_HOST is not set"],
    fix: `start it (sudo systemctl start docker); for a new stack, do without: ${commandOn(stackName, 'up --driver process')}`,
    exitCode: exitCodes.noEngine,
  })
}
