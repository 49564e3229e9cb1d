import { driverKinds } from './context.ts'
import type { Verb, VerbOption } from './verb.ts'

const everywhere: readonly VerbOption[] = [
  { flags: '--stack <name>', help: 'the stack to work on (BARTAB_STACK; default: bartab)' },
  {
    flags: '--driver <kind>',
    help: 'docker or process (BARTAB_DRIVER; default: what the machine offers)',
    choices: driverKinds,
  },
  { flags: '--host <url>', help: 'work on another machine: ssh://user@host[:port] (BARTAB_REMOTE; remembered by up)' },
  { flags: '--config <file>', help: "the stack's settings (default: bartab.yaml, where there is one)" },
  { flags: '--json', help: 'print the result as JSON' },
  { flags: '--no-input', help: 'never ask; fail with the flag that would have answered' },
]

const onChanges: readonly VerbOption[] = [
  { flags: '-n, --dry-run', help: 'print the plan and change nothing' },
  {
    flags: '--lock-wait <duration>',
    help: 'wait so long for another command on this stack to end, such as 60s or 5min',
  },
]

/** Every option that more than one verb takes. */
export const sharedOptions: readonly VerbOption[] = [...onChanges, ...everywhere]

/** A verb's own options, then those that it shares with others. */
export function optionsOf(verb: Verb): readonly VerbOption[] {
  return [...(verb.options ?? []), ...(verb.changes ? onChanges : []), ...everywhere]
}
