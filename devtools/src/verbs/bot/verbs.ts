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
      { flags: '--path <folder>', help: 'run bot.ts (or src/main.ts) of this folder, as its bot.yaml says' },
      { flags: '--remote', help: 'run nothing here: print the credentials' },
      { flags: '--out <file>', help: 'with --remote: write them to this file, 0600, in place of printing' },
      { flags: '--scopes <list>', help: 'fewer scopes than bots have, with commas: bot,chat:read,chat:write' },
      { flags: '--internet', help: 'let it reach the internet' },
      { flags: '--manifest <file>', help: 'what it may do and have (default: bot.yaml of its folder)' },
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
    name: 'bot upgrade',
    summary: 'Run a bot as its folder, image and manifest are now; nothing is lost or repeated',
    examples: [
      { command: 'bartab bot upgrade echo', does: 'from where it was added' },
      { command: 'bartab bot upgrade echo --image bartab/bot-echo:0.2.0', does: 'with another image' },
    ],
    arguments: [name],
    options: [
      { flags: '--image <image>', help: 'run this image from now on' },
      { flags: '--path <folder>', help: 'run this folder from now on' },
      { flags: '--manifest <file>', help: 'what it may do and have (default: bot.yaml of its folder)' },
      { flags: '--internet', help: 'let it reach the internet' },
    ],
    changes: true,
    load: async () => await import('./upgrade.ts'),
  },
  {
    name: 'bot rotate',
    summary: 'Give a bot a new secret while it runs',
    examples: [
      { command: 'bartab bot rotate echo', does: 'the secret before stays good until the next rotation' },
      { command: 'bartab bot rotate echo --end-previous', does: 'after a leak: what was there is worth nothing' },
      { command: 'bartab bot rotate far --out far.json', does: 'for a bot that runs elsewhere' },
    ],
    arguments: [name],
    options: [
      { flags: '--end-previous', help: 'a second round, so that no secret from before is good any more' },
      { flags: '--out <file>', help: 'for a bot that runs elsewhere: write its file there, 0600' },
    ],
    changes: true,
    load: async () => await import('./rotate.ts'),
  },
  {
    name: 'bot dead-letters',
    summary: 'Show what a bot could not handle, and hand it out again',
    examples: [
      { command: 'bartab bot dead-letters echo', does: 'what failed five times, and why' },
      { command: 'bartab bot dead-letters echo --replay all', does: 'once more, when the bot is mended' },
    ],
    arguments: [name],
    options: [
      { flags: '--replay <id>', help: 'hand this one out again, or all' },
      { flags: '--discard <id>', help: 'give this one up, or all' },
      { flags: '--credentials <file>', help: 'of a bot that runs elsewhere' },
    ],
    changes: true,
    load: async () => await import('./dead-letters.ts'),
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
