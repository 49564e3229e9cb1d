import { Progress } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { connectDocker } from '../../drivers/docker/connect-docker.ts'
import { buildImages, staleImages } from '../../images/build-images.ts'
import { requireImageNames } from './require-image-names.ts'
import { showBuild } from './show-build.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  const images = requireImageNames(input.words(0))
  const { engine } = await connectDocker(context, undefined)
  const { root, version, terminal, clock } = context
  const options = { engine, root, version, images }
  if (context.dryRun) {
    const stale = await staleImages(options)
    terminal.result({ schema: 1, stale }, stale.length === 0 ? ['nothing to do'] : stale.map((name) => `build ${name}`))
    return undefined
  }
  using progress = new Progress(terminal, clock)
  const built = await buildImages({ ...options, progress: showBuild(progress, context) })
  const rows = built.map(({ reference, sizeBytes }) => `${reference}  ${(sizeBytes / 1e6).toFixed(0)} MB`)
  terminal.result({ schema: 1, images: built }, rows)
  return undefined
}
