import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { type ImageName, imageNames } from '../../images/image-definitions.ts'

/** All images where none is named. @throws {CliFailure} NO_SUCH_IMAGE (exit 64), naming those that there are. */
export function requireImageNames(words: readonly string[]): readonly ImageName[] {
  const known: readonly string[] = imageNames
  const unknown = words.filter((word) => !known.includes(word))
  if (unknown.length === 0) return words.length === 0 ? imageNames : imageNames.filter((name) => words.includes(name))
  throw new CliFailure('NO_SUCH_IMAGE', `there is no image ${unknown.join(', ')}`, {
    evidence: [`the images are ${known.join(', ')}`],
    exitCode: exitCodes.usage,
  })
}
