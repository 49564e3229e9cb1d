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
