import type { Context } from './context.ts'

/** What a command would do, for `--dry-run` of those that have no plan of steps. */
export interface Intent {
  do: string
  [detail: string]: unknown
}

/** Prints what would be done, and nothing else happens. */
export function printIntent({ stackName, terminal }: Context, actions: readonly Intent[], lines: readonly string[]) {
  terminal.result({ schema: 1, stack: stackName, dry_run: true, actions }, lines.length > 0 ? lines : ['nothing to do'])
}
