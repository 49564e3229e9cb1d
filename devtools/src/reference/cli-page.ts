import { exitCodes } from '@bartab/kit/cli'
import { verbHelp } from '../cli/help.ts'
import type { Verb } from '../cli/verb.ts'
import { markdownTable } from './markdown-table.ts'

const meanings: Record<keyof typeof exitCodes, string> = {
  ok: 'done, or nothing to do',
  failed: 'failed; the message says what, why and what mends it',
  drift: 'there is something to do (`plan`), or a finding (`doctor`)',
  usage: 'the command was typed wrongly',
  noEngine: 'no Docker engine',
  portTaken: 'the port is taken',
  locked: 'another command works on this stack; try later',
  badConfig: 'a mistake in the settings',
  timedOut: 'something took too long',
  interrupted: 'interrupted; the next command finishes the work',
}

/** The page of every verb: its own help, as `--help` prints it. */
export function cliPage(verbs: readonly Verb[]): string {
  const sections = verbs.map((verb) => {
    const members = verbs.filter(({ name }) => name.startsWith(`${verb.name} `))
    return `## ${verb.name}\n\n\`\`\`text\n${verbHelp(verb, members)}\`\`\`\n`
  })
  const codes = Object.entries(exitCodes).map(([name, code]) => [
    String(code),
    meanings[name as keyof typeof exitCodes],
  ])
  return `# The \`bartab\` command

Made from the verbs' own data by \`npm run docs\`. Data goes to stdout, progress and messages to stderr.

${markdownTable(['exit code', 'meaning'], codes)}

${sections.join('\n')}`
}
