import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { Argument, Command, type CommanderError, Option } from 'commander'
import { ownVerb } from './foreign-words.ts'
import { groupHelp, programHelp, verbHelp } from './help.ts'
import { Input } from './input.ts'
import { nearMiss } from './near-miss.ts'
import { optionsOf, sharedOptions } from './shared-options.ts'
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

/** Commander's own complaint as a failure of ours, or nothing where it only printed help. */
function usageFailure(error: CommanderError, called: string): CliFailure | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined
  const [what = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const choice = choiceFailure(what, called)
  if (choice) return choice
  const alone = called === '' ? sharedOption(what) : undefined
  if (alone !== undefined) return verbMissing(alone)
  return new CliFailure('USAGE', what, {
    evidence: suggestion(called, what) ?? rest.filter(Boolean).map((line) => line.replace(/^\((.*)\)$/, '$1')),
    fix: helpOf(called),
    exitCode: exitCodes.usage,
  })
}

function suggestion(called: string, what: string): string[] | undefined {
  const word = called === '' ? /^unknown command '(.*)'$/.exec(what)?.[1] : undefined
  const verb = word === undefined ? undefined : ownVerb(word)
  return verb === undefined ? undefined : [`Did you mean ${verb}?`]
}

/** The option that all verbs have, where the parser complains of it because no verb came. */
const sharedOption = (what: string): VerbOption | undefined => {
  const word = /^unknown option '(-[\w-]+)/.exec(what)?.[1]
  return sharedOptions.find(({ flags }) => word !== undefined && flags.split(/[ ,]+/).includes(word))
}

const verbMissing = ({ flags }: VerbOption): CliFailure =>
  new CliFailure('USAGE', 'there is no verb', {
    evidence: [`${flags} says how one is done, as in: bartab status ${flags}`],
    fix: helpOf(''),
    exitCode: exitCodes.usage,
  })

const refusedChoice =
  /^(?:option '(?:-\w, )?(?<option>--[\w-]+).*' argument|command-argument value) '(?<given>.*)' is invalid(?: for argument '(?<argument>.*)')?\. Allowed choices are (?<choices>.*)\.$/

function choiceFailure(what: string, called: string): CliFailure | undefined {
  const { option, argument, given = '', choices = '' } = refusedChoice.exec(what)?.groups ?? {}
  if (choices === '') return undefined
  const near = nearMiss(given, choices.split(', '))
  return new CliFailure(
    'USAGE',
    option ? `${option} does not accept "${given}"` : `"${given}" is no ${argument} here`,
    {
      evidence: [`it takes ${choices}`, ...(near === undefined ? [] : [`Did you mean ${near}?`])],
      fix: helpOf(called),
      exitCode: exitCodes.usage,
    },
  )
}

/** The command that shows how a verb, a group, or the whole is called. */
export const helpOf = (called: string): string => ['bartab', called, '--help'].filter(Boolean).join(' ')
