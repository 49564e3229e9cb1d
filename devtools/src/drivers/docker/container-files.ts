import { posix } from 'node:path'
import { Readable } from 'node:stream'
import type { StoredFile } from '@bartab/backups'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'

/** The files at or below a path under `/data`, as the engine's archive streams them; none where it is not there. */
export async function* containerFiles(container: Docker.Container, path: string): AsyncGenerator<StoredFile> {
  const archive = await archiveOf(container, path)
  if (archive === undefined) return
  const entries = extract()
  archive.on('error', (error) => entries.destroy(error))
  archive.pipe(entries)
  try {
    for await (const entry of entries) {
      const { name, type, size = 0, mode = 0o600 } = entry.header
      if (type === 'file')
        yield {
          path: posix.relative('/data', posix.join(posix.dirname(path), name)),
          size,
          mode,
          content: Readable.from(entry, { objectMode: false }),
        }
      entry.resume()
    }
  } finally {
    ;(archive as Readable).destroy()
  }
}

async function archiveOf(container: Docker.Container, path: string): Promise<NodeJS.ReadableStream | undefined> {
  try {
    return await container.getArchive({ path })
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined
    throw error
  }
}
