import { createHash } from 'node:crypto'
import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import { type BaseImage, ensureBase, findBase, nodeImage } from './base.ts'
import { buildContext } from './context.ts'
import { follow } from './engine-events.ts'
import { type ImageName, imageNames, imageReference } from './image-definitions.ts'
import { inspectImage, removeUnused } from './local-images.ts'
import { type Recipe, readRecipe } from './recipe.ts'

const recipeLabel = 'chat.bartab.recipe'

export interface BuildImagesOptions {
  engine: Docker
  /** The repository. */
  root: string
  /** The tag of the images, such as `0.1.0`. */
  version: string
  /** Default: all of them. */
  images?: readonly ImageName[]
  /** The base to build upon. Default `node:24-bookworm-slim`, or a base made on this host where that cannot be had. */
  base?: string
  /** Builds even what is up to date. Default false. */
  force?: boolean
  progress?: (event: BuildEvent) => void
}

export type BuildEvent =
  | { event: 'base'; base: BaseImage }
  | { event: 'up-to-date' | 'building'; image: ImageName }
  | { event: 'step'; image: ImageName; line: string }
  | { event: 'built'; image: ImageName; elapsedMs: number; sizeBytes: number }

export interface BuiltImage {
  name: ImageName
  /** `bartab/chat:0.1.0`. */
  reference: string
  id: string
  sizeBytes: number
  /** False where the image was up to date already. */
  built: boolean
}

/** An image could not be built: the engine's words, and the last that the build printed. */
export class ImageBuildError extends CliFailure {
  constructor(image: ImageName, lines: readonly string[], cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const said = lines.flatMap((line) => line.trimEnd().split('\n')).map((line) => `  ${line}`)
    super('IMAGE_BUILD', `the image ${image} could not be built`, {
      evidence: [why, ...(said.length === 0 ? [] : ['the last lines of the build:', ...said])],
      fix: `mend what it names, then: bartab images ${image}`,
      cause,
    })
  }
}

/** The images that are not on the engine, or were made of something else than what lies in the repository now. Builds nothing. */
export async function staleImages(options: BuildImagesOptions): Promise<ImageName[]> {
  const base = await findBase(options.engine, options.base ?? nodeImage)
  const stale = await Promise.all(
    wanted(options).map(async (name) =>
      base !== undefined && (await current(options, await readRecipe(options.root, name), base)) ? [] : [name],
    ),
  )
  return stale.flat()
}

/**
 * Builds the images that are not up to date, in turn, each tagged `bartab/NAME:VERSION`.
 *
 * @throws {BaseImageError} when no base can be had.
 * @throws {ImageBuildError} when the engine refuses a build.
 * @throws {CliFailure} PACKAGE_NOT_INSTALLED when a locked package is not on the disk.
 */
export async function buildImages(options: BuildImagesOptions): Promise<BuiltImage[]> {
  const base = await ensureBase(options.engine, options.base ?? nodeImage)
  options.progress?.({ event: 'base', base })
  const built: BuiltImage[] = []
  for (const name of wanted(options)) built.push(await buildOne(options, name, base))
  return built
}

function wanted({ images = imageNames }: BuildImagesOptions): readonly ImageName[] {
  return images
}

async function buildOne(options: BuildImagesOptions, name: ImageName, base: BaseImage): Promise<BuiltImage> {
  const recipe = await readRecipe(options.root, name)
  const present = options.force ? undefined : await current(options, recipe, base)
  if (present !== undefined) {
    options.progress?.({ event: 'up-to-date', image: name })
    return describe(options, name, present, false)
  }
  options.progress?.({ event: 'building', image: name })
  const began = performance.now()
  const before = await inspectImage(options.engine, imageReference(name, options.version))
  await build(options, recipe, base)
  const made = await inspectImage(options.engine, imageReference(name, options.version))
  if (made === undefined) throw new ImageBuildError(name, [], new Error('the engine does not list what it built'))
  if (before !== undefined && before.Id !== made.Id) await removeUnused(options.engine, before.Id)
  options.progress?.({ event: 'built', image: name, elapsedMs: performance.now() - began, sizeBytes: made.Size })
  return describe(options, name, made, true)
}

async function current(
  options: BuildImagesOptions,
  recipe: Recipe,
  base: BaseImage,
): Promise<Docker.ImageInspectInfo | undefined> {
  const image = await inspectImage(options.engine, imageReference(recipe.name, options.version))
  return image?.Config.Labels?.[recipeLabel] === labelOf(recipe, base) ? image : undefined
}

async function build(
  { engine, root, version, progress }: BuildImagesOptions,
  recipe: Recipe,
  base: BaseImage,
): Promise<void> {
  const lines: string[] = []
  const onLine = (line: string) => {
    lines.push(line)
    progress?.({ event: 'step', image: recipe.name, line })
  }
  const context = await buildContext(root, recipe)
  try {
    const stream = await engine.buildImage(context, {
      dockerfile: 'deploy/Dockerfile',
      target: recipe.name,
      t: imageReference(recipe.name, version),
      buildargs: { NODE_IMAGE: base.reference },
      labels: { [recipeLabel]: labelOf(recipe, base) },
      rm: true,
      forcerm: true,
    })
    await follow(engine, stream, onLine)
  } catch (error) {
    throw new ImageBuildError(recipe.name, lines.slice(-20), error)
  }
}

function labelOf(recipe: Recipe, base: BaseImage): string {
  return createHash('sha256').update(`${base.id} ${recipe.hash}`).digest('hex')
}

function describe(
  { version }: BuildImagesOptions,
  name: ImageName,
  image: Docker.ImageInspectInfo,
  built: boolean,
): BuiltImage {
  return { name, reference: imageReference(name, version), id: image.Id, sizeBytes: image.Size, built }
}
