import { link } from 'node:fs/promises'
import { receiveFile, type StoredFile } from '@bartab/backups'
import type { Driver } from '../drivers/driver.ts'
import type { ExportFolder } from './export-folder.ts'
import { exportedName, type Upload, uploadsOf } from './uploads.ts'

export interface ExportedFiles {
  files: number
  bytes: number
  /** Ids of uploads whose file is missing, or is not what its hash says. */
  damaged: string[]
}

/**
 * Writes `files/MEDIA_ID.EXT` of each upload, and what is known of it into `files.jsonl`. The same content is on the
 * disk once.
 *
 * @param only the ids of the rooms whose files are wanted; all files where there are none
 */
export async function exportFiles(
  driver: Pick<Driver, 'output' | 'files'>,
  folder: ExportFolder,
  only: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<ExportedFiles> {
  const uploads = await uploadsOf(driver, only)
  const byBlob = Map.groupBy(uploads, ({ blob }) => blob)
  const whole = new Set<string>()
  let bytes = 0
  for await (const file of blobs(driver, only)) {
    const holders = byBlob.get(file.path)
    if (holders === undefined) pass(file)
    else if (await receive(folder, holders, file)) whole.add(file.path)
    bytes += holders === undefined ? 0 : file.size
    onBytes(bytes)
  }
  await writeList(folder, uploads)
  const damaged = uploads.flatMap(({ media_id, blob }) => (whole.has(blob) ? [] : [media_id]))
  return { files: uploads.length, bytes, damaged }
}

async function* blobs(driver: Pick<Driver, 'files'>, only: readonly string[]): AsyncGenerator<StoredFile> {
  const paths = only.length === 0 ? ['/data/blobs'] : only.map((id) => `/data/blobs/room-${id}`)
  for (const path of paths) yield* driver.files('media', path)
}

function pass({ content, skip }: StoredFile): void {
  if (skip === undefined) content.resume()
  else skip()
}

/** Whether it is what its hash says. */
async function receive(folder: ExportFolder, holders: readonly Upload[], { content }: StoredFile): Promise<boolean> {
  const [target = '', ...more] = holders.map((upload) => folder.at(exportedName(upload)))
  const { sha256 } = await receiveFile(target, content)
  for (const name of more) await link(target, name)
  return holders[0]?.sha256 === sha256
}

async function writeList(folder: ExportFolder, uploads: readonly Upload[]): Promise<void> {
  await using list = await folder.lines('files.jsonl')
  for (const upload of uploads) {
    const { blob: _, ...known } = upload
    await list.add(JSON.stringify({ ...known, file: exportedName(upload) }))
  }
  await list.close()
}
