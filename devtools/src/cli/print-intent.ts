import type { Context } from './context.ts'

/** Prints what a command would do, for `--dry-run` of those that do more than steps of a plan; nothing else happens. */
export function printIntent<Action extends { do: string }>(
  { stackName, terminal }: Context,
  actions: readonly Action[],
  lines: readonly string[],
): void {
  terminal.result({ schema: 1, stack: stackName, dry_run: true, actions }, lines.length > 0 ? lines : ['nothing to do'])
}
