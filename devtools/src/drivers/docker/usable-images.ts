import type Docker from 'dockerode'
import { staleImages } from '../../images/build-images.ts'
import { imageNames, imageReference } from '../../images/image-definitions.ts'
import type { Desired } from '../../plan/desired.ts'

/**
 * The images of an engine by name and by id, without the names of those that were built here of something else than what
 * lies here now.
 */
export async function usableImages(
  engine: Docker,
  { root, version }: { root: string; version: string },
  { services }: Desired,
): Promise<ReadonlyMap<string, string>> {
  const builtHere = services.filter(({ launch }) => launch.kind === 'container' && launch.builtHere)
  const images = imageNames.filter((name) => builtHere.some((service) => service.name === name))
  const [listed, stale] = await Promise.all([
    engine.listImages(),
    images.length === 0 ? [] : staleImages({ engine, root, version, images }),
  ])
  const outdated = new Set(stale.map((name) => imageReference(name, version)))
  const names = listed.flatMap(({ Id, RepoTags }) => [Id, ...(RepoTags ?? [])].map((name) => [name, Id] as const))
  return new Map(names.filter(([name]) => !outdated.has(name)))
}
