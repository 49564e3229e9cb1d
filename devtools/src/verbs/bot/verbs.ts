import type { Verb } from '../../cli/verb.ts'

const name = { name: '<name>', help: "the bot's name" } as const

export const botVerbs: readonly Verb[] = [
  {
    name: 'bot add',
    summary: 'Attach a bot: it reaches the gateway and nothing else',
    examples: [
      { command: 'bartab bot add echo --image bartab/bot-echo:0.1.0', does: 'as a container of this stack' },
      { command: 'bartab bot add echo --path bots/echo', does: 'from its folder' },
      { command: 'bartab bot add feeds --path bots/feeds --internet', does: 'one that reads the internet' },
      { command: 'bartab bot add far --remote --out far.json', does: 'for a bot that runs anywhere else' },
    ],
    arguments: [name],
    options: [
      { flags: '--image <image>', help: 'run this image' },
      { flags: '--path <folder>', help: 'run src/main.ts of this folder' },
      { flags: '--remote', help: 'run nothing here: print the credentials' },
      { flags: '--out <file>', help: 'with --remote: write them to this file, 0600, in place of printing' },
      { flags: '--scopes <list>', help: 'fewer scopes than bots have, with commas: bot,chat:read,chat:write' },
      { flags: '--internet', help: 'let it reach the internet' },
    ],
    changes: true,
    load: async () => await import('./add.ts'),
  },
  {
    name: 'bot new',
    summary: 'Write a bot with a test that passes, ready to edit',
    examples: [{ command: 'bartab bot new dice', does: 'in bots/dice' }],
    arguments: [name],
    options: [{ flags: '--to <folder>', help: 'write it there (default: bots/NAME)' }],
    changes: true,
    load: async () => await import('./new.ts'),
  },
  {
    name: 'bot list',
    summary: 'Show the bots',
    examples: [{ command: 'bartab bot list', does: 'where they run, and when they last took a token' }],
    changes: false,
    load: async () => await import('./list.ts'),
  },
  {
    name: 'bot logs',
    summary: 'Show what a bot writes',
    examples: [{ command: 'bartab bot logs echo -f', does: 'as it comes' }],
    arguments: [name],
    options: [
      { flags: '-f, --follow', help: 'go on until Ctrl-C' },
      { flags: '--tail <lines>', help: 'so many lines (default: 50)' },
    ],
    changes: false,
    load: async () => await import('./logs.ts'),
  },
  {
    name: 'bot remove',
    summary: 'Take a bot away, and show that its token is dead',
    examples: [
      { command: 'bartab bot remove echo', does: 'asks first; what it wrote stays' },
      { command: 'bartab bot remove echo --yes', does: 'in a script' },
    ],
    arguments: [name],
    options: [{ flags: '-y, --yes', help: 'do not ask' }],
    changes: true,
    load: async () => await import('./remove.ts'),
  },
]
