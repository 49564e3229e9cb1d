import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import type { OperatedStack } from './operated-stack.ts'

/** What there is of a stack, asked of the machine and not of `bartab`. */
export interface Footprint {
  /** The service of every container or process, whether it should be there or not. */
  services: string[]
  /** All else that it has made: networks, volumes, folders, the door of its gateways. */
  ground: string[]
}

export const footprintOf = async (driver: 'docker' | 'process', stack: OperatedStack): Promise<Footprint> =>
  driver === 'docker' ? await onEngine(stack.name) : onMachine(join(stack.home, 'stacks', stack.name))

async function onEngine(name: string): Promise<Footprint> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const filters = { label: [`chat.bartab.stack=${name}`] }
  const containers = await dockerode.listContainers({ all: true, filters })
  const networks = await dockerode.listNetworks({ filters })
  const { Volumes } = await dockerode.listVolumes({ filters })
  const named = containers.map(({ Names, Labels }) => ({
    Name: Names[0] ?? '',
    service: Labels['chat.bartab.service'],
  }))
  const [doors, serving] = [named.filter(isDoor), named.filter((container) => !isDoor(container))]
  return {
    services: serving.map(({ service = '' }) => service).sort(),
    ground: [...networks, ...(Volumes ?? []), ...doors].map((made) => made.Name).sort(),
  }
}

/** The first gateway of a stack stays as the door of those that follow it, and serves nobody. */
const isDoor = ({ Name }: { Name: string }): boolean => Name.endsWith('-gateway.door')

/** Its processes are known by the folder of their data, which they have in their environment. */
function onMachine(folder: string): Footprint {
  const data = `BARTAB_DATA_DIR=${join(folder, 'data')}/`
  const services = readdirSync('/proc').flatMap((pid) => {
    const setting = environmentOf(pid).find((line) => line.startsWith(data))
    return setting === undefined ? [] : [setting.slice(data.length)]
  })
  return { services: services.sort(), ground: existsSync(folder) ? [folder] : [] }
}

function environmentOf(pid: string): string[] {
  if (!/^\d+$/.test(pid)) return []
  try {
    return readFileSync(join('/proc', pid, 'environ'), 'utf8').split('\0')
  } catch {
    return []
  }
}
