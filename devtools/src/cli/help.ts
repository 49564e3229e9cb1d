import { table } from '@bartab/kit/cli'
import { optionsOf } from './shared-options.ts'
import type { Verb, VerbArgument, VerbExample } from './verb.ts'

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

function examples(list: readonly VerbExample[]): string[] {
  return ['Examples:', ...indent(table(list.map(({ command, does }) => [command, `# ${does}`]))), '']
}

/** `bartab VERB --help`. A verb that is a group as well names its members. */
export function verbHelp(verb: Verb, members: readonly Verb[] = []): string {
  const words = (verb.arguments ?? []).map((argument) => argument.name)
  const lines = [verb.summary, '', ...examples(verb.examples)]
  lines.push(`Usage: bartab ${[verb.name, ...words, '[options]'].join(' ')}`, '')
  if (verb.arguments?.length) {
    lines.push(
      'Arguments:',
      ...indent(table(verb.arguments.map((argument) => [argument.name, withChoices(argument)]))),
      '',
    )
  }
  if (members.length > 0) {
    lines.push('Verbs:', ...indent(table(members.map(({ name, summary }) => [name, summary]))), '')
  }
  lines.push('Options:', ...indent(table(optionsOf(verb).map(({ flags, help }) => [flags, help]))))
  return `${lines.join('\n')}\n`
}

/** What an argument is for, and the words that it takes, where these do not stand there already. */
function withChoices({ help, choices = [] }: VerbArgument): string {
  return choices.every((word) => help.includes(word)) ? help : `${help}: ${choices.join(', ')}`
}

/** `bartab GROUP --help`. */
export function groupHelp(group: string, verbs: readonly Verb[]): string {
  const first = verbs.flatMap((verb) => verb.examples.slice(0, 1))
  const rows = verbs.map(({ name, summary }) => [name, summary])
  return `${[...examples(first), 'Verbs:', ...indent(table(rows)), '', `More: bartab ${group} VERB --help`].join('\n')}\n`
}

const firstSteps: readonly VerbExample[] = [
  { command: 'bartab up', does: 'start the chat, or repair what is missing' },
  { command: 'bartab status', does: 'is it well?' },
  { command: 'bartab invite', does: 'a link that lets somebody in' },
  { command: 'bartab doctor', does: 'what is wrong, and the command that mends it' },
]

/** `bartab` alone, and `bartab --help`. */
export function programHelp(verbs: readonly Verb[]): string {
  const rows = verbs.map(({ name, summary }) => [name, summary])
  const lines = ['BarTAB Chat: group chat that you host yourself.', '', ...examples(firstSteps)]
  lines.push('Verbs:', ...indent(table(rows)), '', 'More: bartab VERB --help')
  return `${lines.join('\n')}\n`
}
