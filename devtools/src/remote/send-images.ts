import type { Readable } from 'node:stream'
import Docker from 'dockerode'
import { findEngine } from '../drivers/docker/find-engine.ts'
import { staleImages } from '../images/build-images.ts'
import { type ImageName, imageReference } from '../images/image-definitions.ts'

export interface SendImages {
  /** The engine of the other machine. */
  to: Docker
  /** The environment of the command; this machine's own engine is looked for at its usual places. */
  env: NodeJS.ProcessEnv
  root: string
  version: string
  images: readonly ImageName[]
}

/**
 * Sends the images that this machine's engine has up to date to another engine, as `docker save | docker load` does.
 *
 * @returns those that were sent; without an engine here none, and they are built there instead.
 */
export async function sendImages({ to, env, root, version, images }: SendImages): Promise<ImageName[]> {
  const { DOCKER_HOST: _tunnel, ...own } = env
  const engine = await findEngine(own)
  if (engine === undefined) return []
  const from = new Docker({ ...engine.options })
  const stale = new Set(await staleImages({ engine: from, root, version, images }))
  const sent = images.filter((name) => !stale.has(name))
  for (const name of sent) await send(from, to, imageReference(name, version))
  return sent
}

async function send(from: Docker, to: Docker, image: string): Promise<void> {
  const archive = await from.getImage(image).get()
  const loaded = (await to.loadImage(archive)) as Readable
  const done = Promise.withResolvers<void>()
  to.modem.followProgress(loaded, (error) => (error ? done.reject(error) : done.resolve()))
  await done.promise
}
