import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dataServices, isBucket, litestreamProgram } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import { bucketCredentialsOf } from '../operator/operator-binds.ts'
import { bucketCredentials } from '../stack/placement.ts'
import type { FileMount, Service } from '../stack/stack.ts'

export interface FollowersOptions {
  /** A folder, or a bucket. Several stacks may share one. */
  place: string
  stackName: string
  root: string
  env: NodeJS.ProcessEnv
  version: string
  /** Of the stack's data: a restore begins a new one, and it has a replica of its own. */
  generation: string | undefined
}

export type ReplicaPlace = Pick<FollowersOptions, 'place' | 'stackName' | 'generation'>

export const followerName = (service: string): string => `follow-${service}`

/** Where the replica of a service's data lies. Exactly one follower writes there. */
export function replicaOf({ place, stackName, generation }: ReplicaPlace, service: string): string {
  const name = generation === undefined ? service : `${service}-${generation}`
  const [path = '', query] = place.split('?')
  return [`${path.replace(/\/$/, '')}/${stackName}/${name}`, query].filter(Boolean).join('?')
}

/**
 * A sidecar for each database, which takes every change to another place within a second or so.
 *
 * @throws {CliFailure} NO_LITESTREAM where there is no program for this platform.
 */
export function followers(options: FollowersOptions): Service[] {
  const program = litestreamProgram()
  if (program === undefined) {
    throw new CliFailure('NO_LITESTREAM', 'databases cannot be followed on this platform', {
      evidence: [`its npm package has no program for ${process.platform}-${process.arch}`],
      fix: 'take backups.continuous out of bartab.yaml',
    })
  }
  return dataServices.map((service) => follower(service, program, options))
}

function follower(service: string, program: string, options: FollowersOptions): Service {
  const { place, root, env, version } = options
  const replica = replicaOf(options, service)
  const bucket = isBucket(place)
  const credentials = bucketCredentialsOf(env)
  const inside = `/app/node_modules/@flydotio/litestream-linux-${process.arch}/litestream`
  const files: FileMount[] = [
    { source: join(root, 'backups'), target: '/app/backups' },
    { source: join(root, 'node_modules', 'zx'), target: '/app/node_modules/zx' },
    { source: program, target: inside },
    ...(bucket ? [] : [{ source: replica, target: '/replica', writable: true } as const]),
    ...(bucket && existsSync(credentials) ? [{ source: credentials, target: bucketCredentials }] : []),
  ]
  return {
    name: followerName(service),
    role: 'sidecar',
    image: `bartab/${service}:${version}`,
    entry: 'backups/src/litestream/sidecar.ts',
    settings: { BARTAB_FOLLOWS: service, ...(bucket ? { BARTAB_REPLICA: replica } : {}) },
    attachments: bucket ? [{ network: 'edge', aliases: [] }] : [],
    beside: service,
    files,
    limits: { memoryMb: 128, pids: 64 },
    keepsData: false,
    answersReadiness: false,
    published: false,
    stopTimeoutMs: 15_000,
  }
}
