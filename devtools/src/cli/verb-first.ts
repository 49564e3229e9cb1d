import { sharedOptions } from './shared-options.ts'
import type { Verb } from './verb.ts'

const shared = new Map(
  [...sharedOptions, { flags: '-h, --help' }].flatMap(({ flags }) => {
    const takesValue = flags.includes('<')
    return flags.split(/[ ,]+/).flatMap((word) => (word.startsWith('-') ? [[word, takesValue] as const] : []))
  }),
)

/**
 * A command line with the shared options that stand before the verb put behind it: `--stack a bot list` is
 * `bot list --stack a`. `help bot list` is `bot list --help`.
 */
export function verbFirst(argv: readonly string[], verbs: readonly Verb[]): string[] {
  if (argv[0] === 'help') return [...argv.slice(1), '--help']
  const begins = verbIndex(argv)
  if (begins === undefined || begins === 0) return [...argv]
  const pair = argv.slice(begins, begins + 2).join(' ')
  const ends = begins + (verbs.some(({ name }) => name === pair && name.includes(' ')) ? 2 : 1)
  return [...argv.slice(begins, ends), ...argv.slice(0, begins), ...argv.slice(ends)]
}

/** Where the verb stands; nothing where something else than a shared option comes before it. */
function verbIndex(argv: readonly string[]): number | undefined {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? ''
    if (!word.startsWith('-')) return index
    const takesValue = shared.get(word.split('=')[0] ?? '')
    if (takesValue === undefined) return undefined
    if (takesValue && !word.includes('=')) index += 1
  }
  return undefined
}
