import { optionsOf } from '../../cli/shared-options.ts'
import type { Verb } from '../../cli/verb.ts'
import { serverNames } from '../../stack/server-names.ts'
import type { Shell } from './verb.ts'

/** What a shell offers after each verb. */
export interface Offer {
  verb: string
  summary: string
  flags: readonly string[]
  words: readonly string[]
  /** Values of options that have a fixed choice. */
  choices: Readonly<Record<string, readonly string[]>>
}

export function completionScript(shell: Shell, verbs: readonly Verb[]): string {
  const offers = verbs.map(offerOf)
  switch (shell) {
    case 'bash':
      return bashScript(offers)
    case 'zsh':
      return `#compdef bartab\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(offers)}`
    case 'fish':
      return fishScript(offers)
    default:
      return shell satisfies never
  }
}

function offerOf(verb: Verb): Offer {
  const options = optionsOf(verb).map(({ flags, choices }) => ({ flag: /--[a-z-]+/.exec(flags)?.[0] ?? '', choices }))
  const words = (verb.arguments ?? []).flatMap(
    ({ name, choices }) => choices ?? (name.includes('service') ? serverNames : []),
  )
  return {
    verb: verb.name,
    summary: verb.summary,
    flags: [...options.map(({ flag }) => flag), '--help'],
    words,
    choices: Object.fromEntries(options.flatMap(({ flag, choices }) => (choices ? [[flag, choices] as const] : []))),
  }
}

const firstWords = (offers: readonly Offer[]): string[] => [
  ...new Set(offers.map(({ verb }) => verb.split(' ')[0] ?? '')),
]
const groupsOf = (offers: readonly Offer[]): [string, string[]][] => {
  const second = offers.filter(({ verb }) => verb.includes(' ')).map(({ verb }) => verb.split(' ') as [string, string])
  return [...Map.groupBy(second, ([group]) => group)].map(([group, members]) => [
    group,
    members.map(([, word]) => word),
  ])
}

/** `invite` is a verb and a group; others that are a group alone have their help. */
const ownFlags = (group: string, offers: readonly Offer[]): readonly string[] =>
  offers.find(({ verb }) => verb === group)?.flags ?? ['--help']

const wordAt = (index: string): string => `\${COMP_WORDS[${index}]}`

function bashScript(offers: readonly Offer[]): string {
  const groups = groupsOf(offers)
  const values = Object.entries(Object.assign({}, ...offers.map(({ choices }) => choices)) as Offer['choices'])
  return [
    '_bartab() {',
    `  local word=${wordAt('COMP_CWORD')} before=${wordAt('COMP_CWORD-1')} verb=${wordAt('1')} offer=`,
    '  case "$before" in',
    ...values.map(
      ([flag, words]) => `    ${flag}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$word")); return ;;`,
    ),
    '  esac',
    ...groups.map(
      ([group]) => `  [ "$verb" = ${group} ] && [ "$COMP_CWORD" -gt 2 ] && verb="${group} \${COMP_WORDS[2]}"`,
    ),
    '  case "$verb" in',
    ...groups.map(
      ([group, members]) => `    ${group}) offer="${[...members, ...ownFlags(group, offers)].join(' ')}" ;;`,
    ),
    ...offers.map(({ verb, flags, words }) => `    "${verb}") offer="${[...words, ...flags].join(' ')}" ;;`),
    '  esac',
    `  [ "$COMP_CWORD" -eq 1 ] && offer="${firstWords(offers).join(' ')} --help"`,
    '  COMPREPLY=($(compgen -W "$offer" -- "$word"))',
    '}',
    'complete -F _bartab bartab ./bartab',
  ].join('\n')
}

function fishScript(offers: readonly Offer[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`
  const groups = groupsOf(offers)
  const top = firstWords(offers).map((word) => {
    const summary = offers.find(({ verb }) => verb === word)?.summary ?? `${word} …`
    return `complete -c bartab -n __fish_use_subcommand -a ${word} -d ${quote(summary)}`
  })
  const members = groups.map(
    ([group, words]) => `complete -c bartab -n '__fish_seen_subcommand_from ${group}' -a ${quote(words.join(' '))}`,
  )
  const rest = offers.flatMap(({ verb, flags, words, choices }) => {
    const seen = verb
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ')
    const when = `complete -c bartab -n ${quote(seen)}`
    const values = (flag: string) => (choices[flag] ? ` -x -a ${quote(choices[flag].join(' '))}` : '')
    return [
      ...(words.length > 0 ? [`${when} -a ${quote(words.join(' '))}`] : []),
      ...flags.map((flag) => `${when} -l ${flag.slice(2)}${values(flag)}`),
    ]
  })
  return ['complete -c bartab -f', ...top, ...members, ...rest].join('\n')
}
