import { getContainerRuntimeClient } from 'testcontainers'

/** Whatever runs in a container but its init and this very script. */
const killAll = `process.kill(-1, 'SIGKILL')`

/** Ends the program of a container from inside, as a crash would. Answers how often the engine has started it again. */
export async function diedInside(name: string): Promise<() => Promise<number>> {
  const { container } = await getContainerRuntimeClient()
  const dead = container.getById(name)
  await container.exec(dead, ['node', '-e', killAll])
  return async () => {
    const { State, RestartCount } = await dead.inspect()
    return State.Running ? RestartCount : 0
  }
}
