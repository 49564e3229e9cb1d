import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BotOptions } from './bot.ts'
import { BotConfigError, readEnv } from './credentials.ts'

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-bot-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'bot.json')
  writeFileSync(file, text)
  return file
}

const credentials = { gateway_url: 'http://gateway:8080', client_id: 'bot-1', client_secret: 's3cret' }

const current = ({ credentials: given }: BotOptions) => (typeof given === 'function' ? given() : given)

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readEnv(env)
  } catch (error) {
    if (error instanceof BotConfigError) return error.faults
    throw error
  }
  return []
}

test('a credentials file is enough', () => {
  const options = readEnv({ BARTAB_BOT_FILE: fileWith(JSON.stringify(credentials)) })
  expect(options).toEqual({ url: 'http://gateway:8080', credentials: expect.any(Function), rooms: [] })
  expect(current(options)).toEqual({ client_id: 'bot-1', client_secret: 's3cret' })
})

test('credentials that are replaced in the file are the next ones used, and a broken file changes nothing', () => {
  const file = fileWith(JSON.stringify(credentials))
  const options = readEnv({ BARTAB_BOT_FILE: file })
  writeFileSync(file, JSON.stringify({ ...credentials, client_secret: 'newer' }))
  expect(current(options)).toEqual({ client_id: 'bot-1', client_secret: 'newer' })
  writeFileSync(file, '{')
  expect(current(options)).toEqual({ client_id: 'bot-1', client_secret: 's3cret' })
})

test('a port for the health of a bot is a port', () => {
  const file = fileWith(JSON.stringify(credentials))
  expect(readEnv({ BARTAB_BOT_FILE: file, BARTAB_HEALTH_PORT: '9090' }).health).toEqual({
    host: '127.0.0.1',
    port: 9090,
  })
  expect(faultsOf({ BARTAB_BOT_FILE: file, BARTAB_HEALTH_PORT: 'http' })).toHaveLength(1)
})

test('single variables are enough, and name rooms and a place for the position', () => {
  const options = readEnv({
    BARTAB_GATEWAY_URL: 'https://chat.example.org',
    BARTAB_CLIENT_ID: 'bot-1',
    BARTAB_CLIENT_SECRET: 's3cret',
    BARTAB_BOT_ROOMS: 'R1, R2,',
    BARTAB_DATA_DIR: '/data',
  })
  expect(options).toMatchObject({ url: 'https://chat.example.org', rooms: ['R1', 'R2'] })
  expect(options.storage).toBeDefined()
})

test('the gateway can be given another name than the file gives it', () => {
  const file = fileWith(JSON.stringify(credentials))
  expect(readEnv({ BARTAB_BOT_FILE: file, BARTAB_GATEWAY_URL: 'http://127.0.0.1:8008' }).url).toBe(
    'http://127.0.0.1:8008',
  )
})

test('everything that is missing is said at once', () => {
  expect(faultsOf({ BARTAB_GATEWAY_URL: 'gateway:8080' })).toEqual([
    'BARTAB_CLIENT_ID is not set',
    'BARTAB_CLIENT_SECRET is not set',
    'the gateway\'s URL must begin with http:// or https://, not "gateway:8080"',
  ])
})

test('a gateway that is no URL is a fault by itself', () => {
  const file = fileWith(JSON.stringify({ ...credentials, gateway_url: 'gateway' }))
  expect(faultsOf({ BARTAB_BOT_FILE: file })).toHaveLength(1)
})

test('a file without JSON, or without a field, is named', () => {
  const broken = fileWith('{')
  expect(faultsOf({ BARTAB_BOT_FILE: broken })).toEqual([`BARTAB_BOT_FILE=${broken} cannot be read: it is not JSON`])
  const partial = fileWith(JSON.stringify({ ...credentials, client_secret: '' }))
  expect(faultsOf({ BARTAB_BOT_FILE: partial })).toEqual([`${partial} has no "client_secret"`])
})

test('a secret is never part of a fault', () => {
  const file = fileWith(JSON.stringify({ client_id: 'bot-1', client_secret: 's3cret' }))
  expect(faultsOf({ BARTAB_BOT_FILE: file }).join()).not.toContain('s3cret')
  expect(faultsOf({ BARTAB_BOT_FILE: file })).toHaveLength(1)
})
