import type { Progress } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { BuildEvent } from '../../images/build-images.ts'

/** Shows a build of images as progress rows; says which base they are built upon. */
export function showBuild(progress: Progress, { terminal }: Context): (event: BuildEvent) => void {
  return (event) => {
    switch (event.event) {
      case 'base':
        return terminal.say(`base: ${event.base.why}`)
      case 'up-to-date':
        return progress.set(event.image, 'done', 'up to date')
      case 'building':
        return progress.set(event.image, 'working', 'building')
      case 'step':
        return terminal.animated ? progress.set(event.image, 'working', event.line.trim()) : undefined
      case 'built':
        return progress.set(event.image, 'done', `built, ${(event.sizeBytes / 1e6).toFixed(0)} MB`)
      default:
        return event satisfies never
    }
  }
}
