import { join } from 'node:path'
import type { Desired, DesiredService } from '../../plan/desired.ts'
import { dataName } from '../../stack/data-name.ts'
import { environmentOf, type Placement } from '../../stack/placement.ts'
import { secretsOf } from '../../stack/secret-versions.ts'
import type { Service, Stack } from '../../stack/stack.ts'
import { stateHash } from '../../stack/state-hash.ts'
import { v8Options } from '../../stack/v8-options.ts'
import type { PortBook } from './port-book.ts'
import { sourceStamp } from './source-stamp.ts'
import { webSources } from './web-client.ts'

export interface ProcessGround {
  root: string
  /** The folder with one data folder for each service. */
  dataRoot: string
  compileCache: string
  ports: PortBook
  /** The Node binary. */
  node: string
  /** The CLI's own environment; a few variables of it are passed on. */
  env: NodeJS.ProcessEnv
}

const loopback = '127.0.0.1'
const passedOn = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'] as const

/** A stack as child processes: ports of this machine in place of networks, folders in place of volumes. */
export function desireProcesses(stack: Stack, ground: ProcessGround): Desired {
  const placement = processPlacement(stack, ground)
  return {
    networks: [],
    volumes: stack.services
      .filter(({ keepsData }) => keepsData)
      .map((service) => ({ name: placement.dataDir(service), service: service.name })),
    services: stack.services.map((service) => desireProcess(service, placement, ground)),
    webSources: webSources(ground.root),
  }
}

function processPlacement(stack: Stack, { root, dataRoot, ports }: ProcessGround): Placement {
  const { listen } = stack
  const origin = (port: number) => `http://${loopback}:${port}`
  return {
    publicListen: ({ name, published }) =>
      published ? { host: listen.address, port: listen.port } : { host: loopback, port: ports.of(name).public },
    internalListen: ({ name }) => ({ host: loopback, port: ports.of(name).internal }),
    publicOrigin: (server) => origin(server === 'gateway' ? listen.port : ports.of(server).public),
    internalOrigin: (server) => origin(ports.of(server).internal),
    dataDir: (service) => join(dataRoot, dataName(stack, service)),
    file: ({ source }) => source,
    webDir: join(root, 'web', 'dist'),
  }
}

function desireProcess(service: Service, placement: Placement, ground: ProcessGround): DesiredService {
  const { name, role, entry = '', args = [], answersReadiness, published, stopTimeoutMs, limits } = service
  const launch = {
    kind: 'process',
    command: [ground.node, ...v8Options(limits), entry, ...args],
    cwd: service.folder ?? ground.root,
    env: {
      ...machineEnv(ground),
      ...environmentOf(service, placement),
      ...(published ? { BARTAB_REUSE_PORT: 'true' } : {}),
    },
    sources: sourceStamp(service.folder ?? ground.root, args[0] ?? entry),
  } as const
  const { command, env, sources } = launch
  const unhashed: readonly string[] = published ? [...passedOn, 'BARTAB_INTERNAL_PORT'] : passedOn
  const kept = Object.fromEntries(Object.entries(env).filter(([key]) => !unhashed.includes(key)))
  const hash = stateHash({ command, kept, sources, cwd: launch.cwd })
  return { name, role, hash, launch, ...secretsOf(service), answersReadiness, published, stopTimeoutMs }
}

function machineEnv({ env, compileCache }: ProcessGround): Record<string, string> {
  const kept = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
  return { ...Object.fromEntries(kept), NODE_COMPILE_CACHE: compileCache }
}
