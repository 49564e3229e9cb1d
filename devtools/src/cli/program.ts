import { Argument, Command, Option } from 'commander'
import { groupHelp, programHelp, verbHelp } from './help.ts'
import { Input } from './input.ts'
import { optionsOf } from './shared-options.ts'
import { helpOf, usageFailure } from './usage-failure.ts'
import { valueParser } from './value-parser.ts'
import type { Verb, VerbOption } from './verb.ts'

export type RunVerb = (verb: Verb, options: Readonly<Record<string, unknown>>, input: Input) => Promise<void>

/** The commander program for a list of verbs. It parses; `runVerb` acts. */
export function buildProgram(verbs: readonly Verb[], runVerb: RunVerb, writeOut: (text: string) => void): Command {
  const program = quiet(new Command('bartab'), '', () => programHelp(verbs), writeOut)
  const groups = new Map<string, Command>()
  for (const verb of verbs) {
    const [first = '', second] = verb.name.split(' ')
    if (second === undefined) {
      const made = command(verb, first, runVerb, writeOut, membersOf(first, verbs))
      program.addCommand(made)
      groups.set(first, made)
    } else groupOf(first, verbs, groups, program, writeOut).addCommand(command(verb, second, runVerb, writeOut))
  }
  return program
}

const membersOf = (group: string, verbs: readonly Verb[]): Verb[] =>
  verbs.filter(({ name }) => name.startsWith(`${group} `))

function groupOf(
  name: string,
  verbs: readonly Verb[],
  groups: Map<string, Command>,
  program: Command,
  writeOut: (text: string) => void,
): Command {
  const known = groups.get(name)
  if (known) return known
  const group = quiet(new Command(name), name, () => groupHelp(name, membersOf(name, verbs)), writeOut)
  program.addCommand(group)
  groups.set(name, group)
  return group
}

function command(
  verb: Verb,
  name: string,
  runVerb: RunVerb,
  writeOut: (text: string) => void,
  members: readonly Verb[] = [],
): Command {
  const made = quiet(new Command(name), verb.name, () => verbHelp(verb, members), writeOut)
  for (const { name: word, help, choices } of verb.arguments ?? []) {
    const argument = new Argument(word, help)
    made.addArgument(choices ? argument.choices(choices) : argument)
  }
  for (const option of optionsOf(verb)) made.addOption(parsed(option, verb))
  return made.action(async () => {
    await runVerb(verb, made.opts(), new Input(made.processedArgs, made.opts()))
  })
}

function parsed(option: VerbOption, verb: Verb): Option {
  const { flags, help, choices } = option
  const made = new Option(flags, help)
  if (choices) return made.choices(choices)
  return made.required ? made.argParser(valueParser(option, optionsOf(verb), helpOf(verb.name))) : made
}

function quiet(made: Command, called: string, help: () => string, writeOut: (text: string) => void): Command {
  return (
    made
      .exitOverride((error) => {
        throw usageFailure(error, called) ?? error
      })
      .enablePositionalOptions()
      .helpCommand(false)
      .showSuggestionAfterError(true)
      .configureHelp({ formatHelp: help })
      // a group without a verb: its help is what was asked for
      .configureOutput({ writeOut, writeErr: writeOut, outputError: () => undefined })
  )
}
