import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Context } from '../cli/context.ts'
import { operatorBinds } from './operator-binds.ts'

const top = mkdtempSync(join(tmpdir(), 'bartab-binds-'))
const at = (name: string) => join(top, name)
for (const folder of ['settings', 'keys', 'aws', 'work']) mkdirSync(at(folder))
for (const file of ['settings/bartab.yaml', 'keys/age.txt', 'aws/credentials']) writeFileSync(at(file), '')

const context = {
  ...{ root: '/srv/bartab', home: '/srv/bartab/.bartab', cwd: at('work'), configPath: at('settings/bartab.yaml') },
  env: { AWS_SHARED_CREDENTIALS_FILE: at('aws/credentials') },
} as unknown as Context

test('an operator in a container finds what the settings name where they name it', () => {
  const backups = {
    ...{ folder: '/mnt/usb/backups', to: ['/mnt/nas', 's3://bucket/a'], continuous: 'followed' },
    ...{ identity: at('keys/age.txt'), passphrase_file: at('keys/absent') },
  }
  const binds = operatorBinds(context, { backups, data_dir: '/srv/data' })
  const written = [
    '/srv/bartab',
    '/srv/bartab/.bartab',
    at('work'),
    '/mnt/usb/backups',
    '/mnt/nas',
    at('work/followed'),
  ]
  const read = ['settings', 'keys', 'aws'].map(at)
  expect(binds).toEqual([
    ...[...written, '/srv/data'].map((path) => `${path}:${path}`),
    ...read.map((path) => `${path}:${path}:ro`),
  ])
})

test('a file in a folder of the system is bound alone: the folder is the container’s own', () => {
  const binds = operatorBinds({ ...context, configPath: '/etc/hostname', env: {} }, {})
  expect(binds).toContain('/etc/hostname:/etc/hostname:ro')
})
