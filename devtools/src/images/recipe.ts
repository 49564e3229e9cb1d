import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Closure, layerClosure, type PackageLock } from './closure.ts'
import { stagesFor } from './dockerfile-stages.ts'
import { containerPlatform } from './host-platform.ts'
import { type ImageName, imageDefinitions } from './image-definitions.ts'
import { buildFiles, readAll, type SourceFile, sourceFiles } from './source-files.ts'

/** Everything that one image is made from, but the base. */
export interface Recipe {
  name: ImageName
  /** The stages of `deploy/Dockerfile` that this image needs. */
  dockerfile: string
  files: SourceFile[]
  /** What each layer of packages adds, by the layer's name. */
  layers: ReadonlyMap<string, Closure>
  /** SHA-256 over all of it, in hex. Two recipes with one hash, on one base, make images that behave alike. */
  hash: string
}

/** Reads what an image is made from. Costs some ten milliseconds, so that asking "is it stale" is cheap. */
export async function readRecipe(root: string, name: ImageName): Promise<Recipe> {
  const { layers: layerNames, sources } = imageDefinitions[name]
  const [lock, dockerfile, build, own] = await Promise.all([
    readFile(join(root, 'package-lock.json'), 'utf8').then((text): PackageLock => JSON.parse(text)),
    readFile(join(root, 'deploy/Dockerfile'), 'utf8'),
    readAll(root, buildFiles),
    sourceFiles(root, sources),
  ])
  const layers = new Map(layerNames.map((layer) => [layer, layerClosure(lock, layer, containerPlatform)]))
  const recipe = { name, dockerfile: stagesFor(dockerfile, name), files: [...build, ...own], layers }
  return { ...recipe, hash: hashOf(recipe, lock) }
}

function hashOf({ dockerfile, files, layers }: Omit<Recipe, 'hash'>, lock: PackageLock): string {
  const hash = createHash('sha256').update(dockerfile)
  for (const { path, content } of files) if (countsForHash(path)) hash.update(`\n${path}\n`).update(content)
  for (const [name, closure] of layers) {
    const versions = closure.packages.map(
      (folder) => `${folder} ${lock.packages[folder]?.integrity ?? lock.packages[folder]?.version}`,
    )
    hash.update(`\n${name}\n${versions.join('\n')}\n${JSON.stringify(closure.workspaces)}`)
  }
  return hash.digest('hex')
}

/** The lock file speaks through the layers; the whole Dockerfile through the stages. */
function countsForHash(path: string): boolean {
  return path !== 'package-lock.json' && path !== 'deploy/Dockerfile' && !path.endsWith('.md')
}
