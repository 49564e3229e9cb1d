import { describe, expect, test } from 'vitest'
import type { ObservedService } from '../plan/observed.ts'
import type { Step } from '../plan/step.ts'
import { diagnose } from './diagnose.ts'
import type { Evidence, ServiceEvidence, StoreEvidence } from './evidence.ts'

const seen = (name: string, more: Partial<ObservedService> = {}): ObservedService => ({
  name,
  role: 'server',
  handle: `t-${name}`,
  state: 'running',
  health: 'ready',
  hash: 'h',
  networks: [],
  restarts: 0,
  ...more,
})
const ok = { status: 200, body: '{"status":"ok","checks":[]}' }
const service = (
  name: string,
  more: Partial<ObservedService> = {},
  rest: Partial<ServiceEvidence> = {},
): ServiceEvidence => ({
  name,
  seen: seen(name, more),
  ready: ok,
  lastLines: [],
  ...rest,
})

const sound: Evidence = {
  stackName: 'bartab',
  driver: 'docker',
  issuer: 'http://127.0.0.1:8008',
  url: 'http://127.0.0.1:8008',
  port: 8008,
  services: ['auth', 'chat', 'media', 'gateway'].map((name) => service(name)),
  drift: [],
  room: 10 * 1024 ** 3,
  lock: undefined,
  portHolder: undefined,
  front: { status: 200, issuer: 'http://127.0.0.1:8008' },
  page: { status: 200, type: 'text/html; charset=utf-8' },
  readableSecrets: [],
  openNetworks: [],
  now: 1000,
  createdTs: 0,
  logRoom: undefined,
  bots: [],
  backup: { last_ts: null, last_proved_ts: null, away: [], failed_drill: null },
  followedAlarms: [],
  alarmDays: 8,
}
const withService = (changed: ServiceEvidence): Evidence => ({
  ...sound,
  services: sound.services.map((known) => (known.name === changed.name ? changed : known)),
})
const codes = (evidence: Evidence) => diagnose(evidence).map(({ code }) => code)
const failing = (name: string, detail: string) => ({
  status: 503,
  body: JSON.stringify({ status: 'failing', checks: [{ name, status: 'failing', detail }] }),
})

const words =
  'The secret /data/secrets/pepper is missing, and the database was written with it. Put it back from a backup.'
const lost = [`  ${words}`, '  {"supervisor":"auth ended with exit code 78; again in 200 ms"}']

test('a lost secret is told once, in the words of the service, with the command that brings it back', () => {
  const auth = service(
    'auth',
    { state: 'restarting', health: 'unready', lastExit: 'exit code 78' },
    { lastLines: lost },
  )
  const found = diagnose({ ...withService(auth), stackName: 'trial' })
  expect(found).toMatchObject([{ evidence: [words], fix: 'bartab restore latest --stack trial' }])
})

test('a remark of chat about its rooms is a finding, though chat is ready; other remarks are none', () => {
  const checks = [
    {
      name: 'projections',
      status: 'ok',
      detail: '1 rooms are not what the log says, such as 01A (room): bartab chat rebuild --apply',
    },
    { name: 'keys', status: 'ok', detail: 'fetched a minute ago' },
  ]
  const chat = service('chat', {}, { ready: { status: 200, body: JSON.stringify({ status: 'ok', checks }) } })
  expect(diagnose({ ...withService(chat), stackName: 'trial' })).toMatchObject([
    {
      code: 'PROJECTIONS_DIFFER',
      evidence: ['1 rooms are not what the log says, such as 01A (room)'],
      fix: 'bartab chat rebuild --apply --stack trial',
    },
  ])
})

test('a service that was met between two ends, just started again, is explained by the end before', () => {
  const met = service(
    'auth',
    { restarts: 4, startedTs: 900, health: 'starting' },
    { ready: undefined, lastLines: lost },
  )
  expect(diagnose(withService(met)).map(({ code }) => code)).toEqual(['SECRET_LOST'])
})

test('lines that say the same again are shown once', () => {
  const auth = service('auth', { state: 'restarting', health: 'unready' }, { lastLines: ['  a', '  b', '  a', '  b'] })
  expect(diagnose(withService(auth))[0]?.evidence.slice(1)).toEqual(['  a', '  b'])
})

test('what a service said in an earlier run explains nothing', () => {
  const auth = service(
    'auth',
    { state: 'stopped', health: 'unready' },
    { ready: undefined, lastLines: [...lost, '  {}'] },
  )
  expect(diagnose(withService(auth)).map(({ code }) => code)).toEqual(['SERVICE_STOPPED'])
})

test('a sound stack gets no finding', () => {
  expect(diagnose(sound)).toEqual([])
})

const store: StoreEvidence = {
  file: 'f',
  bytes: 1,
  walBytes: 1,
  room: 1e9,
  readOnly: false,
  locked: false,
  holders: [],
}
const frozen = { identity: { pid: 7, began: 'x' }, frozen: true, openFiles: undefined }
const withStore = (more: Partial<StoreEvidence>) => withService(service('chat', {}, { store: { ...store, ...more } }))
const keys = (kids: string[], fetchedTs: number) => ({ keys: { kids, fetchedTs } })
const withKeys = (name: string, kids: string[], fetchedTs: number): Evidence => ({
  ...sound,
  services: sound.services.map((known) => ({
    ...known,
    ...(known.name === name ? keys(kids, fetchedTs) : keys(['k1'], 1000)),
  })),
})
const day = 86_400_000
const backedUp = (more: Partial<Evidence['backup']>): Evidence => ({
  ...sound,
  now: 10 * day,
  backup: { last_ts: 9 * day, last_proved_ts: 9 * day, away: [], failed_drill: null, ...more },
})
const drifted = (step: Record<string, unknown>, stage: string): Evidence => ({
  ...sound,
  drift: [{ ...step, stage, cause: 'missing' } as unknown as Step],
})

describe('each fault is named', () => {
  const silent = { ready: undefined }
  const rows: [string, Evidence][] = [
    ['SERVICE_MISSING', withService(service('chat', {}, { seen: undefined }))],
    [
      'SERVICE_STOPPED',
      withService(service('chat', { state: 'stopped', health: 'unready', lastExit: 'exit code 1' }, silent)),
    ],
    ['SERVICE_CRASHING', withService(service('chat', { state: 'restarting', health: 'unready' }, silent))],
    ['SERVICE_PAUSED', withService(service('chat', { state: 'paused', health: 'unready' }, silent))],
    ['SERVICE_UNSUPERVISED', withService(service('chat', { state: 'orphaned' }))],
    ['SERVICE_SILENT', withService(service('chat', { health: 'unready' }, silent))],
    ['SERVICE_UNREADY', withService(service('chat', { health: 'starting' }, { ready: failing('database', 'locked') }))],
    [
      'OUT_OF_MEMORY',
      withService(service('media', { state: 'stopped', health: 'unready', lastExit: 'out of memory' }, silent)),
    ],
    [
      'SECRET_LOST',
      withService(
        service(
          'auth',
          { state: 'restarting', health: 'unready', lastExit: 'exit code 78' },
          { ...silent, lastLines: lost },
        ),
      ),
    ],
    ['WEB_MISSING', { ...sound, page: { status: 404, type: 'application/problem+json' } }],
    ['WEB_MISSING', { ...sound, page: { status: 200, type: 'application/json' } }],
    ['DISK_LOW', { ...sound, room: 100 * 1024 ** 2 }],
    ['DISK_FULL', { ...sound, room: 1000 }],
    ['LOGS_FULL', { ...sound, logRoom: 1000 }],
    ['BACKUP_NONE', { ...sound, now: 10 * 86_400_000 }],
    ['BACKUP_OLD', backedUp({ last_ts: day, last_proved_ts: null })],
    ['BACKUP_OLD', backedUp({ last_ts: 9 * day, last_proved_ts: day })],
    ['BACKUP_AWAY_FAILED', backedUp({ away: [{ place: 's3://b', last_ts: null, error: 'no such bucket' }] })],
    ['BACKUP_DRILL_FAILED', backedUp({ failed_drill: { name: 'b1', ts: 1, checks: ['blobs: 2 are missing'] } })],
    ['BACKUP_FOLLOW_STALLED', { ...sound, followedAlarms: ['the replica of chat is 70 s behind'] }],
    ['BOT_CREDENTIALS_DEAD', { ...sound, bots: [{ name: 'echo', status: 401, error: 'invalid_client' }] }],
    ['BOT_CREDENTIALS_DEAD', { ...sound, bots: [{ name: 'echo', status: 0, error: 'the file is missing' }] }],
    ['KEYS_DIFFER', withKeys('gateway', ['other'], 1000)],
    ['CLOCK_DIFFERS', withKeys('auth', ['k1'], 7_200_000)],
    ['DATABASE_CORRUPT', withStore({ damage: 'Page 3: btreeInitPage() returns error code 11' })],
    ['DATABASE_READ_ONLY', withStore({ readOnly: true })],
    ['DATABASE_LOCKED', withStore({ locked: true, holders: [{ pid: 7, command: 'sqlite3' }] })],
    ['WAL_LARGE', withStore({ walBytes: 100 * 1024 ** 2 })],
    ['DISK_FULL', withStore({ room: 1000 })],
    ['SERVICE_FROZEN', withService(service('chat', { health: 'unready' }, { ...silent, process: frozen }))],
    ['FILE_LIMIT_LOW', withService(service('gateway', {}, { process: { ...frozen, frozen: false, openFiles: 256 } }))],
    ['DATA_MISSING', drifted({ do: 'create-volume', volume: { name: 'v', service: 'chat' } }, 'volumes')],
    ['IMAGE_MISSING', drifted({ do: 'pull-image', image: 'bartab/chat:9' }, 'images')],
    [
      'NETWORK_MISSING',
      drifted({ do: 'create-network', network: { name: 'n', hash: '', internal: true } }, 'networks'),
    ],
    ['SECRETS_READABLE', { ...sound, readableSecrets: ['/x/secrets/pepper'] }],
    ['NETWORK_OPEN', { ...sound, openNetworks: ['t-core'] }],
    ['GATEWAY_UNREACHABLE', { ...sound, front: { error: 'ECONNREFUSED' } }],
    ['ISSUER_DIFFERS', { ...sound, front: { status: 200, issuer: 'https://old.example.org' } }],
    ['DRIFT', { ...sound, drift: [{ stage: 'volumes', do: 'remove-volume', name: 'x', cause: 'unwanted' }] }],
    [
      'HALF_DONE',
      {
        ...sound,
        lock: {
          stale: true,
          note: { pid: 1, began: 'x', user: 'u', host: 'h', verb: 'up', message: 'bartab up', sinceTs: 0 },
        },
      },
    ],
  ]
  test.each(rows)('%s, with its evidence and a command', (code, evidence) => {
    const findings = diagnose(evidence)
    expect(findings.map((finding) => finding.code)).toEqual([code])
    expect(findings[0]?.fix).not.toBe('')
    expect(findings[0]?.evidence).not.toEqual([])
  })
})

test('a service that waits for one that is down is not a finding of its own', () => {
  const evidence = withService(service('auth', { state: 'stopped', health: 'unready' }, { ready: undefined }))
  const gateway = service('gateway', { health: 'starting' }, { ready: failing('auth', 'connect ECONNREFUSED') })
  const services = evidence.services.map((known) => (known.name === 'gateway' ? gateway : known))
  expect(codes({ ...evidence, services })).toEqual(['SERVICE_STOPPED'])
})

test('a bot that ends because it cannot log in has that one cause', () => {
  const bot = service('bot-echo', { state: 'restarting', health: 'unready' }, { ready: undefined })
  const services = [...sound.services, bot]
  const login = { name: 'echo', status: 401, error: 'invalid_client' }
  expect(codes({ ...sound, services })).toEqual(['SERVICE_CRASHING'])
  expect(codes({ ...sound, services, bots: [login] })).toEqual(['BOT_CREDENTIALS_DEAD'])
})

test('what a stopped service needs is not drift as well', () => {
  const stopped = withService(service('chat', { state: 'stopped', health: 'unready' }, { ready: undefined }))
  const drift: Evidence['drift'] = [{ stage: 'services', do: 'start-service', name: 'chat', cause: 'stopped' }]
  expect(codes({ ...stopped, drift })).toEqual(['SERVICE_STOPPED'])
})

test('a gateway whose port somebody else took is explained by that, with the command that frees it', () => {
  const evidence = withService(service('gateway', { state: 'stopped', health: 'unready' }, { ready: undefined }))
  const found = diagnose({ ...evidence, portHolder: { who: 'process 7 listens there: nc', release: 'kill 7' } })
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ code: 'PORT_TAKEN', evidence: ['process 7 listens there: nc'], fix: 'kill 7' })
})
