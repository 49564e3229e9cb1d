import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliFailure } from '@bartab/kit/cli'
import type { DockerDriver } from '../drivers/docker/docker-driver.ts'
import { follow } from '../images/engine-events.ts'
import { imageReference } from '../images/image-definitions.ts'
import { type Tree, writeTree } from '../images/tree.ts'
import type { BotCode } from './bot-code.ts'

/**
 * Builds an image of a bot's folder upon our base for bots, so that `import '@bartab/sdk/bot'` finds the SDK in it.
 *
 * @throws {CliFailure} BOT_BUILD with the engine's words.
 */
export async function buildBotImage(driver: DockerDriver, name: string, code: BotCode, version: string) {
  await driver.buildImages(['bot'])
  const image = `bartab-bots/${name}:${version}`
  const tree: Tree = new Map()
  addFolder(tree, code.folder, 'bot')
  tree.set('links/node_modules/@bartab/sdk', { kind: 'link', target: '../../sdk' })
  const dockerfile = dockerfileOf(name, code.file, version)
  tree.set('Dockerfile', { kind: 'file', content: Buffer.from(dockerfile), mode: 0o644 })
  try {
    await follow(driver.engine, await driver.engine.buildImage(writeTree(tree), { t: image, rm: true, forcerm: true }))
  } catch (cause) {
    throw new CliFailure('BOT_BUILD', `no image could be built of ${code.folder}`, {
      evidence: [(cause as Error).message],
      cause,
    })
  }
  return image
}

const dockerfileOf = (name: string, file: string, version: string): string =>
  [
    `FROM ${imageReference('bot', version)}`,
    'COPY links ./',
    `COPY bot bots/${name}`,
    `CMD ["sdk/src/bot/run.ts", "bots/${name}/${file}"]`,
    '',
  ].join('\n')

/** All but what is hidden, the tests, and the SDK, which the base has. Links, as npm makes them for programs, stay behind. */
function addFolder(tree: Tree, folder: string, path: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === '@bartab' || entry.name.endsWith('.test.ts')) continue
    const at = `${path}/${entry.name}`
    if (entry.isDirectory()) addFolder(tree, join(folder, entry.name), at)
    if (entry.isFile()) tree.set(at, { kind: 'file', content: readFileSync(join(folder, entry.name)), mode: 0o644 })
  }
}
