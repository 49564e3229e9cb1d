import { join } from 'node:path'
import { problems } from '@bartab/sdk/problems'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { verbs } from '../verbs/index.ts'
import { apiPage, describedServices } from './api-page.ts'
import { cliPage } from './cli-page.ts'
import { markdownTable } from './markdown-table.ts'
import { problemsPage } from './problems-page.ts'
import { settingsPage } from './settings-page.ts'

test('every problem of the catalogue has its row, and no other code has one', () => {
  const documented = [...problemsPage().matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code)
  expect(documented.toSorted()).toEqual(Object.keys(problems).toSorted())
})

test('every verb has its section', () => {
  const page = cliPage(verbs)
  expect(verbs.length).toBeGreaterThan(10)
  for (const { name } of verbs) expect(page).toContain(`\n## ${name}\n`)
})

test('every field of the settings says what it accepts', () => {
  const rows = settingsPage().match(/^\| `[a-z_.]+` \|.*$/gm) ?? []
  expect(rows.length).toBeGreaterThan(5)
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([])
})

test('a bar inside a cell does not end it', () => {
  expect(markdownTable(['a'], [['x|y']])).toContain('x\\|y')
})

test.each(describedServices)(
  'the document that %s serves is OpenAPI 3.1, and names each call once',
  async (service) => {
    const root = join(import.meta.dirname, '../../..')
    const document = JSON.parse(await apiPage(root, service)) as { paths: Record<string, Record<string, Operation>> }
    expect(await new Validator().validate(document)).toMatchObject({ valid: true })
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    )
    expect(ids.length).toBeGreaterThan(5)
    expect(new Set(ids).size).toBe(ids.length)
  },
)

interface Operation {
  operationId: string
}
