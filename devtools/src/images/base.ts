import { readFile } from 'node:fs/promises'
import type Docker from 'dockerode'
import { BaseImageError } from './base-image-error.ts'
import { baseTree } from './base-tree.ts'
import { debianFiles } from './debian-files.ts'
import { follow } from './engine-events.ts'
import { imageId } from './local-images.ts'
import { pullImage } from './pull.ts'
import { writeTree } from './tree.ts'

/** What `deploy/Dockerfile` is built upon where a registry answers. */
export const nodeImage = 'node:24-bookworm-slim'

/** Goes up when something else than Node is put into the base. */
const revision = 2

/** What it is built upon where none does: made on this host. */
export const madeImage = `bartab/base:node-${process.versions.node}-${revision}`

export interface BaseImage {
  reference: string
  id: string
  origin: 'present' | 'pulled' | 'made'
  /** One sentence for the operator: which base it is and why. */
  why: string
}

/** The base image that is on the engine already. Asks no registry. */
export async function findBase(engine: Docker, wanted: string = nodeImage): Promise<BaseImage | undefined> {
  for (const reference of wanted === nodeImage ? [nodeImage, madeImage] : [wanted]) {
    const id = await imageId(engine, reference)
    if (id !== undefined) return { reference, id, origin: 'present', why: `${reference} is here already` }
  }
  return undefined
}

/**
 * The base image: one that is here, else pulled, else made of Debian packages and this very Node.
 *
 * @throws {BaseImageError} when none of the three can be done.
 */
export async function ensureBase(engine: Docker, wanted: string = nodeImage): Promise<BaseImage> {
  const present = await findBase(engine, wanted)
  if (present !== undefined) return present
  const refusal = await pullImage(engine, wanted)
  const pulled = await imageId(engine, wanted)
  if (pulled !== undefined) return { reference: wanted, id: pulled, origin: 'pulled', why: `${wanted} was pulled` }
  if (wanted !== nodeImage) throw new BaseImageError(`${wanted} is not here and cannot be pulled: ${refusal}`)
  return makeBase(engine, refusal ?? 'the registry sent nothing')
}

async function makeBase(engine: Docker, refusal: string): Promise<BaseImage> {
  const complaint = unsuitable(await engine.version())
  if (complaint !== undefined) throw new BaseImageError(`${nodeImage} cannot be pulled (${refusal}), and ${complaint}`)
  const tree = baseTree(await debianFiles(), await readFile(process.execPath))
  const [repo, tag] = madeImage.split(':')
  const changes = ['ENV PATH=/usr/local/bin', `ENV NODE_VERSION=${process.versions.node}`, 'CMD ["node"]']
  await follow(engine, await engine.importImage(writeTree(tree), { repo, tag, changes }))
  const id = await imageId(engine, madeImage)
  if (id === undefined) throw new BaseImageError('the engine took the made base image and does not list it')
  const why = `${madeImage} was made of Debian packages and this Node, because ${nodeImage} cannot be pulled (${refusal})`
  return { reference: madeImage, id, origin: 'made', why }
}

function unsuitable(version: { Os: string; Arch: string }): string | undefined {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string]
  if (process.platform !== 'linux') return `a base can be made on Linux only, not on ${process.platform}`
  if (version.Arch !== arch) return `the engine runs ${version.Arch} and this Node is for ${arch ?? process.arch}`
  return undefined
}
