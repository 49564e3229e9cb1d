import type { Verb } from '../../cli/verb.ts'

export const upVerb: Verb = {
  name: 'up',
  summary: 'Start the chat, or repair what is missing',
  examples: [
    { command: 'bartab up', does: 'ends with the URL and, the first time, the owner link' },
    { command: 'bartab up --port 9000', does: 'on another port; it is remembered' },
    { command: 'bartab up --stack trial --driver process', does: 'a second chat, without Docker' },
    { command: 'bartab up --dry-run', does: 'what would happen' },
  ],
  options: [
    { flags: '--port <number>', help: 'the port on this machine (default: 8008, or the one used before)' },
    { flags: '--data <folder>', help: 'keep the data in this folder (on the first up, or once it was moved there)' },
  ],
  changes: true,
  load: async () => await import('./run.ts'),
}
