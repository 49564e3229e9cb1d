import type Docker from 'dockerode'

/** An image's id, or undefined where the engine has no such image. */
export async function imageId(engine: Docker, reference: string): Promise<string | undefined> {
  return (await inspectImage(engine, reference))?.Id
}

/** What the engine says of an image, or undefined where it has none of that name. */
export async function inspectImage(engine: Docker, reference: string): Promise<Docker.ImageInspectInfo | undefined> {
  try {
    return await engine.getImage(reference).inspect()
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined
    throw error
  }
}

/** Removes an image that has lost its name, unless something still uses it. */
export async function removeUnused(engine: Docker, id: string): Promise<void> {
  await engine
    .getImage(id)
    .remove()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404 && error.statusCode !== 409) throw error
    })
}
