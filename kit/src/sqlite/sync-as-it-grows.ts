import type { FileHandle } from 'node:fs/promises'

/** So much of a file waits in memory before it is forced onto the disk, in bytes. */
const syncEvery = 4 << 20

/** Forces a file that somebody else writes onto the disk bit by bit: as much as it has grown by, look by look. */
export async function syncAsItGrows(
  file: Pick<FileHandle, 'datasync'> & { stat(): Promise<{ size: number }> },
  looks: AsyncIterable<unknown>,
): Promise<void> {
  let synced = 0
  for await (const _ of looks) {
    const { size } = await file.stat()
    if (size - synced < syncEvery) continue
    await file.datasync()
    synced = size
  }
}
