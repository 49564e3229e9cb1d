import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { StoredFile } from '@bartab/backups'
import type Docker from 'dockerode'
import { type Pack, pack } from 'tar-stream'
import type { DesiredService, DesiredVolume } from '../../plan/desired.ts'
import { containerOptions } from './container-options.ts'

const owner = { uid: 1000, gid: 1000 }

/**
 * Makes a service's volume and puts files into it, through a container that is made of the service's image, is never
 * started, and goes when the volume is full. One that was left by a crash is a stray, and the next `up` removes it.
 */
export async function fillVolume(
  engine: Docker,
  stackName: string,
  service: DesiredService,
  files: AsyncIterable<StoredFile>,
  createVolume: (volume: DesiredVolume) => Promise<void>,
): Promise<void> {
  const { name, launch } = service
  if (launch.kind !== 'container' || launch.data === undefined) throw new Error(`${name} keeps no data in a volume`)
  await createVolume({ name: launch.data, service: name })
  const vessel = { ...launch, container: `${launch.container}-fill`, publish: undefined, networks: [] }
  const container = await engine.createContainer(
    containerOptions(stackName, { ...service, name: `${name}-fill` }, vessel),
  )
  try {
    const archive = pack()
    const sent = container.putArchive(Readable.from(archive, { objectMode: false }), { path: '/data' })
    await Promise.all([sent, packFiles(archive, files)])
  } finally {
    await container.remove({ force: true })
  }
}

async function packFiles(archive: Pack, files: AsyncIterable<StoredFile>): Promise<void> {
  const folders = new Set<string>()
  try {
    for await (const { path, size, mode, content } of files) {
      for (const folder of foldersOf(path)) {
        if (!folders.has(folder)) archive.entry({ name: `${folder}/`, type: 'directory', mode: 0o700, ...owner })
        folders.add(folder)
      }
      await pipeline(content, archive.entry({ name: path, size, mode, ...owner }))
    }
    archive.finalize()
  } catch (error) {
    archive.destroy(error as Error)
    throw error
  }
}

function foldersOf(path: string): string[] {
  const folder = posix.dirname(path)
  return folder === '.' ? [] : [...foldersOf(folder), folder]
}
