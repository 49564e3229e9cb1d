import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { CommanderError } from 'commander'
import { ownVerb } from './foreign-words.ts'
import { nearMiss } from './near-miss.ts'
import { sharedOptions } from './shared-options.ts'
import type { VerbOption } from './verb.ts'

/** Commander's own complaint as a failure of ours, or nothing where it only printed help. */
export function usageFailure(error: CommanderError, called: string): CliFailure | undefined {
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

function verbMissing({ flags }: VerbOption): CliFailure {
  const option = flags.replace(/^-\w, /, '')
  return new CliFailure('USAGE', 'there is no verb', {
    evidence: [`${option} says how one is done, as in: bartab up ${option}`],
    fix: helpOf(''),
    exitCode: exitCodes.usage,
  })
}

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
