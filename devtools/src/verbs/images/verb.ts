import type { Verb } from '../../cli/verb.ts'

export const imagesVerb: Verb = {
  name: 'images',
  summary: 'Build the images of the services',
  examples: [
    { command: 'bartab images', does: 'all of them' },
    { command: 'bartab images chat media', does: 'some' },
  ],
  arguments: [{ name: '[service...]', help: 'auth, chat, media, gateway (default: all)' }],
  changes: true,
  load: async () => await import('./run.ts'),
}
