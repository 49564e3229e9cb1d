import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { manifestSchemaText } from '../bots/manifest-schema.ts'
import { composeText } from '../compose/compose-text.ts'
import { apiPage, describedServices } from '../reference/api-page.ts'
import { cliPage } from '../reference/cli-page.ts'
import { problemsPage } from '../reference/problems-page.ts'
import { settingsPage } from '../reference/settings-page.ts'
import { settingsSchema } from '../reference/settings-schema.ts'
import { defineStack } from '../stack/define-stack.ts'
import { verbs } from '../verbs/index.ts'
import type { GeneratedFile } from './generated-file.ts'

/** Every committed file that code writes. Add yours here; the check then holds it to what its code makes. */
export function generatedFiles(root: string): readonly GeneratedFile[] {
  return [
    {
      path: 'docker-compose.yml',
      render: async () => composeText(defineStack({ name: 'bartab', version: await versionOf(root) }, {})),
      mendWith: './bartab compose',
    },
    { path: 'docs/reference/problems.md', render: async () => problemsPage(), mendWith: 'npm run docs' },
    { path: 'docs/reference/cli.md', render: async () => cliPage(verbs), mendWith: 'npm run docs' },
    { path: 'docs/reference/bartab.schema.json', render: async () => settingsSchema(), mendWith: 'npm run docs' },
    { path: 'docs/reference/settings.md', render: async () => settingsPage(), mendWith: 'npm run docs' },
    { path: 'docs/reference/bot.schema.json', render: async () => manifestSchemaText(), mendWith: 'npm run docs' },
    ...describedServices.map((service) => ({
      path: `docs/reference/${service}.openapi.json`,
      render: async () => apiPage(root, service),
      mendWith: 'npm run docs',
    })),
  ]
}

async function versionOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
