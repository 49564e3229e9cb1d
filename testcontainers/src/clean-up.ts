import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers'
import { beginSession, sessionLabel } from './session.ts'

type Engine = ContainerRuntimeClient['container']['dockerode']

/**
 * Removes what this run made, found by its label: no reaper image can be pulled everywhere, so the run cleans up after
 * itself, and before itself what an earlier run left whose process is gone.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  beginSession()
  const engine = (await getContainerRuntimeClient()).container.dockerode
  await removeWhere(engine, (pid) => !alive(pid))
  return () => removeWhere(engine, (pid) => pid === process.pid)
}

async function removeWhere(engine: Engine, chosen: (pid: number) => boolean): Promise<void> {
  const filters = { label: [sessionLabel] }
  const ours = (labels: Record<string, string> | null | undefined) => chosen(Number(labels?.[sessionLabel]))
  for (const { Id, Labels } of await engine.listContainers({ all: true, filters })) {
    if (ours(Labels)) await engine.getContainer(Id).remove({ force: true, v: true })
  }
  for (const { Id, Labels } of await engine.listNetworks({ filters })) {
    if (ours(Labels)) await engine.getNetwork(Id).remove()
  }
  const { Volumes } = await engine.listVolumes({ filters })
  for (const { Name, Labels } of Volumes ?? []) {
    if (ours(Labels)) await engine.getVolume(Name).remove({ force: true })
  }
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
