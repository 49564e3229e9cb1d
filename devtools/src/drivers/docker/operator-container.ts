import type Docker from 'dockerode'
import { imageReference } from '../../images/image-definitions.ts'
import { detachedCommand } from '../../operator/detached-command.ts'
import { bucketCredentialsOf } from '../../operator/operator-binds.ts'
import { restartPolicy } from '../../plan/judge-service.ts'
import type { StackHandle } from '../../stack/open-stack.ts'
import { operatorLimits } from '../../stack/v8-options.ts'
import { readFrames, readLines } from './log-frames.ts'

/** Not a label of the stack: the operator is not part of what it looks after. */
const label = 'chat.bartab.operator'

/**
 * Runs `bartab operator` in a container with the engine's socket, in the image of the gateway for its Node, with what
 * is bound into it at the paths of this machine. It may do whatever the engine may do. Nothing where the engine is
 * reached in another way than by a socket of this machine.
 */
export async function startOperatorContainer(
  engine: Docker,
  { context, stack }: Pick<StackHandle, 'context' | 'stack'>,
  every: string,
  binds: readonly string[],
): Promise<string | undefined> {
  const { socketPath } = engine.modem as { socketPath?: string }
  if (socketPath === undefined) return undefined
  await stopOperatorContainer(engine, stack.name)
  const name = `${stack.name}-operator`
  const { home, version, cwd, env } = context
  const settings = { BARTAB_HOME: home, BARTAB_OPERATOR_CONTAINER: name, NODE_OPTIONS: '', NODE_COMPILE_CACHE: '' }
  const variables = { ...settings, AWS_SHARED_CREDENTIALS_FILE: bucketCredentialsOf(env) }
  const container = await engine.createContainer({
    name,
    Image: imageReference('gateway', version),
    User: '0:0',
    WorkingDir: cwd,
    Entrypoint: ['node'],
    Cmd: detachedCommand({ context, stack }, every),
    Env: Object.entries(variables).map(([key, value]) => `${key}=${value}`),
    Labels: { [label]: stack.name },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Init: true,
      RestartPolicy: { Name: restartPolicy },
      Binds: [...binds, `${socketPath}:/var/run/docker.sock`],
      Memory: operatorLimits.memoryMb * 1024 * 1024,
      PidsLimit: operatorLimits.pids,
      NetworkMode: 'host',
      // a lock and a journal name a process: each side has to see whether that of the other still runs
      PidMode: 'host',
    },
  })
  await container.start()
  return name
}

export async function stopOperatorContainer(engine: Docker, stackName: string): Promise<void> {
  const found = await engine.listContainers({ all: true, filters: { label: [`${label}=${stackName}`] } })
  for (const { Id } of found) {
    const container = engine.getContainer(Id)
    await container.stop({ t: 60 }).catch(() => undefined)
    await container.remove({ force: true })
  }
}

/** The last lines of an operator's container that has ended, or was started again since; nothing while it runs on. */
export async function operatorsLastWords(engine: Docker, name: string): Promise<string[] | undefined> {
  const container = engine.getContainer(name)
  const { State, RestartCount } = await container.inspect()
  if (State.Running && RestartCount === 0) return undefined
  const log = await container.logs({ stdout: true, stderr: true, tail: 12 })
  return await Array.fromAsync(readLines(readFrames([log])))
}
