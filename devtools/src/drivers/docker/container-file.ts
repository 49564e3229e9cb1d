import { buffer } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'

/** The content of a file in a container, running or not; nothing where there is no such file. */
export async function readContainerFile(container: Docker.Container, path: string): Promise<Buffer | undefined> {
  try {
    const archive = await container.getArchive({ path })
    const entries = extract()
    archive.pipe(entries)
    for await (const entry of entries) if (entry.header.type === 'file') return await buffer(entry)
    return undefined
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined
    throw error
  }
}
