import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Media } from '@bartab/sdk/schemas'
import { childrenOf } from '../process-family.ts'
import { uploadFile } from './bench-media.ts'
import { onServerCore, timed } from './command.ts'
import { startNginx } from './nginx.ts'
import type { Table } from './report.ts'
import { type Contender, compare } from './rounds.ts'
import { residentMb, type ServerProcess } from './server-process.ts'
import type { Stage } from './stage.ts'

const count = 8

/** A 12-megapixel JPEG to 320 pixels: the decoder alone as the floor, media as it ships, and the two peers. */
export async function compareThumbnails(stage: Stage): Promise<Table[]> {
  const root = join(stage.folder, 'pictures')
  const files = await pictures(root)
  await using nginx = await startNginx(stage.folder, root)
  const perSecond = async (work: () => Promise<unknown>) => files.length / (await timed(work))
  const each = (command: (file: string) => string): (() => Promise<number>) => {
    const script = files.map(command).join(' && ')
    return () => perSecond(() => onServerCore('sh', '-c', script))
  }
  const contenders: Contender[] = [
    { name: 'djpeg at 1/8, the floor', measure: each((file) => `djpeg -scale 1/8 -outfile /dev/null ${file}`) },
    await media(stage, files, 'image/webp', perSecond),
    await media(stage, files, 'image/avif', perSecond),
    {
      name: 'nginx image_filter to JPEG',
      measure: () => perSecond(() => fetchAll(files.map((_, at) => `${nginx.origin}/thumb/${at}.jpg`))),
    },
    {
      name: 'ImageMagick with a size hint',
      measure: each(
        (file) => `/usr/bin/convert -define jpeg:size=640x640 ${file} -thumbnail 320x320 /dev/shm/bench.jpg`,
      ),
    },
  ]
  const speed: Table = {
    title: 'Thumbnails, 12 megapixels to 320 pixels, one core',
    unit: 'images/s',
    figures: await compare(contenders, stage.rounds),
  }
  return [speed, memoryTable([...childrenOf(nginx.pid)], [stage.media.pid, ...childrenOf(stage.media.pid)])]
}

/** The most that each program ever held: nginx's worker, media, and the process that reads its images. */
function memoryTable(nginx: readonly number[], media: readonly number[]): Table {
  const peak = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + residentMb(pid).peak, 0)
  const first = peak(nginx)
  const figure = (name: string, pids: readonly number[]) => {
    const value = peak(pids)
    return { name, median: value, min: value, max: value, ratio: value / first }
  }
  return {
    title: 'Memory while thumbnails are made',
    unit: 'MB resident at the most',
    figures: [
      figure("nginx's worker", nginx),
      figure('media, its image process included', media),
      figure('the image process of media', media.slice(1)),
    ],
  }
}

/** As a browser asks for them; what was made in the round before is forgotten first. */
async function media(
  { media, backdrop, folder }: Stage & { media: ServerProcess },
  files: readonly string[],
  accept: string,
  perSecond: (work: () => Promise<unknown>) => Promise<number>,
): Promise<Contender> {
  const stored: Media[] = []
  for (const file of files) stored.push(await uploadFile(media.origin, backdrop, file))
  const headers = { authorization: `Bearer ${backdrop.token}`, accept }
  return {
    name: `media to ${accept === 'image/webp' ? 'WebP' : 'AVIF'}`,
    measure: () => {
      forgetThumbnails(join(folder, 'data', 'media.sqlite'))
      return perSecond(() =>
        fetchAll(
          stored.map(({ thumb_url }) => media.origin + thumb_url),
          headers,
        ),
      )
    },
  }
}

function forgetThumbnails(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('DELETE FROM thumbnail')
  database.close()
}

/** Two at a time, so that a core has work while the disk writes. */
async function fetchAll(urls: readonly string[], headers: Record<string, string> = {}): Promise<void> {
  const left = urls.values()
  const fetchRest = async () => {
    for (const url of left) {
      const answer = await fetch(url, { headers })
      if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all([fetchRest(), fetchRest()])
}

async function pictures(root: string): Promise<string[]> {
  await mkdir(root, { recursive: true })
  const files = Array.from({ length: count }, (_, at) => join(root, `${at}.jpg`))
  for (const [at, file] of files.entries())
    await onServerCore(
      '/usr/bin/convert',
      '-seed',
      String(at),
      '-size',
      '1000x750',
      'plasma:',
      '-resize',
      '4000x3000!',
      '-attenuate',
      '0.3',
      '+noise',
      'Gaussian',
      '-quality',
      '90',
      file,
    )
  return files
}
