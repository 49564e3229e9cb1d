import { problems } from '@bartab/sdk/problems'
import { markdownTable } from './markdown-table.ts'

/** The page of every problem code, in the order of the alphabet. */
export function problemsPage(): string {
  const rows = Object.entries(problems)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { status, title, fix }]) => [`\`${code}\``, status === 0 ? 'client' : String(status), title, fix])
  return `# Problem codes

Every failure is answered as \`application/problem+json\` (RFC 9457) with one of these codes; the code is stable, the words
may change. Codes marked *client* are made by the SDK itself. Made from \`sdk/src/problems\` by \`npm run docs\`.

${markdownTable(['code', 'status', 'what failed', 'what mends it'], rows)}
`
}
