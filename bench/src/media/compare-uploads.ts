import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Media } from '@bartab/sdk/schemas'
import { onLoadCore, onServerCore, timed } from './command.ts'
import type { Table } from './report.ts'
import { type Contender, compare } from './rounds.ts'
import type { Stage } from './stage.ts'

const megabytes = 256

/** An upload with its hash, on disk when it is answered, beside `cp`, `sha256sum` and `sync` of the same file. */
export async function compareUploads({ folder, backdrop, media, gateway, rounds }: Stage): Promise<Table> {
  const file = join(folder, 'upload.bin')
  await fill(file, megabytes)
  const perSecond = async (work: () => Promise<unknown>) => megabytes / (await timed(work))
  const copy: Contender = {
    name: 'cp, then sha256sum, then sync',
    measure: async () => {
      const target = `${file}.copy`
      const speed = await perSecond(() =>
        onServerCore('sh', '-c', `cp ${file} ${target} && sha256sum ${target} && sync ${target}`),
      )
      await rm(target)
      return speed
    },
  }
  const upload = (name: string, origin: string): Contender => ({
    name,
    measure: async () => {
      let said = ''
      const speed = await perSecond(async () => {
        said = await onLoadCore(
          ...['curl', '-sS', '--fail-with-body', '-X', 'POST', '-T', file],
          ...['-H', `authorization: Bearer ${backdrop.token}`, '-H', 'expect:', `${origin}/media/v1/media`],
        )
      })
      await fetch(media.origin + (JSON.parse(said) as Media).url, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${backdrop.token}` },
      })
      return speed
    },
  })
  const contenders = [copy, upload('media', media.origin), upload('media through the gateway', gateway.origin)]
  return { title: `Uploads of ${megabytes} MiB`, unit: 'MiB/s', figures: await compare(contenders, rounds) }
}

/** Writes so many MiB that no compression shortens. */
export async function fill(file: string, mebibytes: number): Promise<void> {
  const block = randomBytes(2 ** 20)
  await using handle = await open(file, 'w')
  for (let at = 0; at < mebibytes; at++) {
    block.writeUInt32LE(at)
    await handle.write(block)
  }
}
