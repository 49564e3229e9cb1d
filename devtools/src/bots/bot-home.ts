import { relative } from 'node:path'
import { CliFailure } from '@bartab/kit/cli'
import { DockerDriver } from '../drivers/docker/docker-driver.ts'
import { type ImageName, imageNames, imageReference } from '../images/image-definitions.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { type BotCode, findBotCode } from './bot-code.ts'
import { buildBotImage } from './bot-folder-image.ts'
import { type BotManifest, manifestIn, readManifest } from './manifest.ts'

/** Where a bot that runs with a stack comes from: kept beside it, so that it can be made anew. */
export type BotHome = ({ kind: 'image'; image: string } | { kind: 'path'; path: string }) & {
  /** Its `bot.yaml`, where it has one. */
  manifest?: string
  /** It was granted the internet beside its manifest. */
  internet?: boolean
}

/** A bot made ready to run: its code as an image, or where its code lies. */
export interface MadeBot {
  manifest: BotManifest
  image: string | undefined
  code: BotCode | undefined
}

/** Reads a bot's manifest, the one in its folder where none was named. */
export async function manifestOf(home: BotHome, cwd: string): Promise<BotManifest> {
  const file =
    home.manifest ?? (home.kind === 'path' ? manifestIn(findBotCode(home.path, home.path).folder) : undefined)
  return file === undefined ? {} : await readManifest(file, cwd)
}

/** Where containers run it, builds the image of a bot's folder, and the image of a bot of ours that is missing or stale. */
export async function makeBot({ driver, stack, context }: StackHandle, name: string, home: BotHome): Promise<MadeBot> {
  const written = await manifestOf(home, context.cwd)
  const manifest = home.internet ? { ...written, internet: true } : written
  if (home.kind === 'image') {
    const own = imageNames.find((image) => imageReference(image, stack.version) === home.image)
    if (own && driver instanceof DockerDriver) await driver.buildImages([own satisfies ImageName])
    return { manifest, image: home.image, code: undefined }
  }
  const code = findBotCode(home.path, relative(context.cwd, home.path) || '.')
  if (!(driver instanceof DockerDriver)) return { manifest, image: undefined, code }
  return { manifest, image: await buildBotImage(driver, name, code, stack.version), code: undefined }
}

/** The image that `makeBot` would give, without making it. */
export function imageOf(home: BotHome, name: string, version: string): string {
  return home.kind === 'image' ? home.image : `bartab-bots/${name}:${version}`
}

/** @throws {CliFailure} NEEDS_DOCKER */
export function requireRunnable({ driver, stack }: StackHandle, name: string, home: BotHome): void {
  if (home.kind !== 'image' || driver.kind === 'docker') return
  throw new CliFailure('NEEDS_DOCKER', `the stack ${stack.name} runs on the process driver`, {
    evidence: [`it cannot run the image ${home.image}`],
    fix: `run the bot from its folder: bartab bot add ${name} --path FOLDER`,
  })
}
