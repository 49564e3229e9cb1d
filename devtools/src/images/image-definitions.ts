/** The images of the stack, by the name of their target in `deploy/Dockerfile`. */
export const imageNames = [
  'gateway',
  'auth',
  'chat',
  'media',
  'bot',
  'bot-echo',
  'bot-snail-race',
  'bot-moderator',
  'bot-bridge-rss',
] as const

export type ImageName = (typeof imageNames)[number]

export interface ImageDefinition {
  /** Layers of packages that go in; see `closure.ts`. */
  layers: readonly string[]
  /** Folders of ours that go in. */
  sources: readonly string[]
}

/** What goes into each image: the hash of all this tells whether an image is up to date. */
export const imageDefinitions: Readonly<Record<ImageName, ImageDefinition>> = {
  gateway: { layers: ['sdk', 'kit', 'web', 'gateway'], sources: ['sdk', 'kit', 'web', 'gateway'] },
  auth: { layers: ['sdk', 'kit', 'auth'], sources: ['sdk', 'kit', 'services/auth'] },
  chat: { layers: ['sdk', 'kit', 'chat'], sources: ['sdk', 'kit', 'services/chat'] },
  media: { layers: ['sdk', 'kit', 'media'], sources: ['sdk', 'kit', 'services/media'] },
  bot: { layers: ['sdk'], sources: ['sdk'] },
  'bot-echo': { layers: ['sdk', 'bot-echo'], sources: ['sdk', 'bots/echo'] },
  'bot-snail-race': { layers: ['sdk', 'bot-snail-race'], sources: ['sdk', 'bots/snail-race'] },
  'bot-moderator': { layers: ['sdk', 'bot-moderator'], sources: ['sdk', 'bots/moderator'] },
  'bot-bridge-rss': { layers: ['sdk', 'bot-bridge-rss'], sources: ['sdk', 'bots/bridge-rss'] },
}

/** The name that an image of one version has on an engine. */
export function imageReference(name: ImageName, version: string): string {
  return `bartab/${name}:${version}`
}
