import { stackConfigSchema } from '../stack/config-schema.ts'

/** The schema of `bartab.yaml` as editors read it: JSON Schema, without what only our own check understands. */
export function settingsSchema(): string {
  const plain = JSON.parse(
    JSON.stringify(stackConfigSchema, (key, value: unknown) => (key.startsWith('~') ? undefined : value)),
  ) as object
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'bartab.yaml' }
  return `${JSON.stringify({ ...head, ...plain }, null, 2)}\n`
}
