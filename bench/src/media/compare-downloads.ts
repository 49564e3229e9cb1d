import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nginxProxy } from '../gateway/peer-configs.ts'
import { startPinned } from '../gateway/pinned-process.ts'
import { uploadFile } from './bench-media.ts'
import { download, type Pattern, patterns } from './downloads.ts'
import { startNginx } from './nginx.ts'
import type { Table } from './report.ts'
import { compare } from './rounds.ts'
import { type ServerProcess, serverCore } from './server-process.ts'
import type { Stage } from './stage.ts'

const bareRelay = join(import.meta.dirname, 'bare-relay.ts')

/** What stands in front of media for comparison: nginx as a proxy, and the least that a relay in Node does. */
interface Fronts {
  proxy: ServerProcess
  relay: ServerProcess
}

/** The same file from nginx with sendfile, from media, and from media through the gateway and through others. */
export async function compareDownloads(stage: Stage): Promise<Table[]> {
  const root = join(stage.folder, 'www')
  await mkdir(root, { recursive: true })
  await using nginx = await startNginx(stage.folder, root)
  const { folder, media } = stage
  const upstream = new URL(media.origin).host
  await using proxy = await startPinned(serverCore, (port) => nginxProxy({ folder, port, upstream }))
  await using relay = await startPinned(serverCore, (port) => [process.execPath, bareRelay, String(port), media.origin])
  const tables: Table[] = []
  for (const pattern of patterns) tables.push(await one(stage, nginx.origin, { proxy, relay }, root, pattern))
  return tables
}

async function one(
  stage: Stage,
  nginx: string,
  { proxy, relay }: Fronts,
  root: string,
  pattern: Pattern,
): Promise<Table> {
  const { folder, backdrop, media, gateway, seconds, rounds } = stage
  const file = join(root, String(pattern.bytes))
  await writeFile(file, randomBytes(pattern.bytes))
  const { url } = await uploadFile(media.origin, backdrop, file)
  const options = { folder, seconds, token: backdrop.token, pattern }
  const contenders = [
    download('nginx, sendfile', `${nginx}/${pattern.bytes}`, options),
    download('media', media.origin + url, options),
    download('media through nginx as a proxy', proxy.origin + url, options),
    download('media through a bare relay in Node', relay.origin + url, options),
    download('media through the gateway', gateway.origin + url, options),
  ]
  return {
    title: `Downloads: ${pattern.name}, ${pattern.connections} connections`,
    unit: 'GB/s',
    figures: await compare(contenders, rounds),
  }
}
