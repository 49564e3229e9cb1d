import { problems } from '@bartab/sdk/problems'
import { expect, test } from 'vitest'
import { verbs } from '../verbs/index.ts'
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
