import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { uploadFile } from './bench-media.ts'
import { download, type Pattern, patterns } from './downloads.ts'
import { startNginx } from './nginx.ts'
import type { Table } from './report.ts'
import { compare } from './rounds.ts'
import type { Stage } from './stage.ts'

/** The same file from nginx with sendfile, from media, and from media through the gateway. */
export async function compareDownloads(stage: Stage): Promise<Table[]> {
  const root = join(stage.folder, 'www')
  await mkdir(root, { recursive: true })
  await using nginx = await startNginx(stage.folder, root)
  const tables: Table[] = []
  for (const pattern of patterns) tables.push(await one(stage, nginx.origin, root, pattern))
  return tables
}

async function one(stage: Stage, nginx: string, root: string, pattern: Pattern): Promise<Table> {
  const { folder, backdrop, media, gateway, seconds, rounds } = stage
  const file = join(root, String(pattern.bytes))
  await writeFile(file, randomBytes(pattern.bytes))
  const { url } = await uploadFile(media.origin, backdrop, file)
  const options = { folder, seconds, token: backdrop.token, pattern }
  const contenders = [
    download('nginx, sendfile', `${nginx}/${pattern.bytes}`, options),
    download('media', media.origin + url, options),
    download('media through the gateway', gateway.origin + url, options),
  ]
  return {
    title: `Downloads: ${pattern.name}, ${pattern.connections} connections`,
    unit: 'GB/s',
    figures: await compare(contenders, rounds),
  }
}
