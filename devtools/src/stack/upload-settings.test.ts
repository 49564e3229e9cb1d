import { expect, test } from 'vitest'
import { configFaults } from './config-faults.ts'
import { stackConfigSchema } from './config-schema.ts'
import { uploadSettings } from './upload-settings.ts'

test('without settings each service keeps its own defaults', () => {
  for (const name of ['gateway', 'auth', 'chat', 'media'] as const) expect(uploadSettings(name)).toEqual({})
})

test('the largest file is told to the gateway and to media, the rest to media alone', () => {
  const files = { largest_mb: 2048, person_mb: 0, server_mb: 5, types_mb: { 'video/*': 500, '*': 0 } }
  const largest = { BARTAB_MAX_UPLOAD_BYTES: '2147483648' }
  expect(uploadSettings('gateway', files)).toEqual(largest)
  expect(uploadSettings('media', files)).toEqual({
    ...largest,
    BARTAB_QUOTA_PERSON_BYTES: '0',
    BARTAB_QUOTA_TOTAL_BYTES: '5242880',
    BARTAB_TYPE_LIMITS: 'video/*=524288000,*=0',
  })
  expect(uploadSettings('chat', files)).toEqual({})
})

test.each([
  ['largest_mb: 0', 'files.largest_mb'],
  ['person_mb: -1', 'files.person_mb'],
  ['types_mb: { video: 5 }', 'files.types_mb.video'],
  ['types_mb: { "video/*": 1.5 }', 'files.types_mb.video/*'],
  ['quota: 5', 'files.quota'],
])('%s is a fault of its field', (text, field) => {
  expect(configFaults(`files: { ${text} }`, stackConfigSchema).faults).toMatchObject([{ field }])
})

test('limits by type are taken as they stand in the documentation', () => {
  const text = 'files: { types_mb: { "video/*": 500, "application/zip": 0, "*": 100 } }'
  expect(configFaults(text, stackConfigSchema).faults).toEqual([])
})
