import type { Verb } from '../../cli/verb.ts'
import { serverNames } from '../../stack/server-names.ts'

export const deployVerb: Verb = {
  name: 'deploy',
  summary: 'Replace one service while people use it; goes back by itself when the new one fails',
  examples: [
    { command: 'bartab deploy chat', does: 'what this repository holds now; nothing where nothing changed' },
    { command: 'bartab deploy chat --image bartab/chat:0.2.0', does: 'that image, until the next deploy' },
    { command: 'bartab deploy chat --from ../bartab-next', does: 'without Docker: the code of another checkout' },
    { command: 'bartab deploy media --again', does: 'a restart that nobody notices' },
  ],
  arguments: [{ name: '<service>', help: 'the service to replace', choices: serverNames }],
  options: [
    { flags: '--image <image>', help: 'the image to run (docker)' },
    { flags: '--from <folder>', help: 'the checkout of this repository whose code to run (process)' },
    { flags: '--again', help: 'replace it even where nothing differs' },
  ],
  changes: true,
  load: async () => await import('./run.ts'),
}
