import type { TSchema } from 'typebox'
import { stackConfigSchema } from '../stack/config-schema.ts'
import { markdownTable } from './markdown-table.ts'

interface Described {
  description?: string
  properties?: Record<string, TSchema>
}

/** The page of every field of `bartab.yaml`. */
export function settingsPage(): string {
  const rows = fieldsOf(stackConfigSchema, '').map(([name, accepts]) => [`\`${name}\``, accepts])
  return `# Settings: \`bartab.yaml\`

The file is optional, and so is every field: what is left out has a default. \`./bartab plan\` shows what a change would
do. An editor that knows yaml-language-server completes and checks the file with this as its first line:

    # yaml-language-server: $schema=docs/reference/bartab.schema.json

Made from \`devtools/src/stack/config-schema.ts\` by \`npm run docs\`.

${markdownTable(['field', 'accepts'], rows)}
`
}

function fieldsOf(schema: TSchema, prefix: string): [string, string][] {
  const { properties = {} } = schema as Described
  return Object.entries(properties).flatMap(([name, field]) => {
    const at = `${prefix}${name}`
    return [[at, (field as Described).description ?? ''] as [string, string], ...fieldsOf(field, `${at}.`)]
  })
}
