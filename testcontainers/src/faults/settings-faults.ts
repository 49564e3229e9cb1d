import { execFileSync } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import type { OperatedStack } from '../operated-stack.ts'
import { Supervised } from '../supervised.ts'
import { until } from '../until.ts'
import type { SeededFault } from './seeded-fault.ts'

const root = resolve(import.meta.dirname, '../../..')

/** Gives a stack other settings, and its own again. */
function settings(stack: OperatedStack, text: string): () => void {
  const file = join(stack.home, 'bartab.yaml')
  writeFileSync(file, text)
  stack.env['BARTAB_CONFIG'] = file
  return () => {
    rmSync(file)
    delete stack.env['BARTAB_CONFIG']
  }
}

/** Settings that were applied, whatever came of it. */
async function applied(stack: OperatedStack, text: string): Promise<() => Promise<unknown>> {
  const undo = settings(stack, text)
  await stack.run(['up'])
  return async () => {
    undo()
    await stack.print('up')
  }
}

/** A module that Node loads into one service before the service itself. */
async function preloaded(stack: OperatedStack, service: string, source: string): Promise<() => Promise<void>> {
  const file = join(stack.home, 'preload.mjs')
  writeFileSync(file, source)
  return await new Supervised(stack).withEnvironment(service, { NODE_OPTIONS: `--import=${file}` })
}

/** More than the heap of any service may hold, at once. */
const greedy = 'globalThis.kept = [new Array(3e7).fill(1), new Array(3e7).fill(1)]'

const untilStopped = async (units: Supervised, pid: number) =>
  await until('the process to end', async () => {
    try {
      process.kill(pid, 0)
      return undefined
    } catch {
      return units
    }
  })

/** What the settings say, what the services are started with, and who they talk to. */
export const settingsFaults: readonly SeededFault[] = [
  {
    when: 'bartab.yaml has mistakes',
    code: 'CONFIG_INVALID',
    evidence: /bartab\.yaml:1: prot/,
    fix: /^edit .*bartab\.yaml/,
    seed: async (stack) => settings(stack, 'prot: 1\n'),
  },
  {
    when: 'a setting was changed and not applied',
    code: 'DRIFT',
    evidence: /auth/,
    fix: /^bartab up/,
    seed: async (stack) => settings(stack, 'log_level: warn\n'),
  },
  {
    when: 'the name of the server was changed',
    code: 'SERVER_NAME_CHANGED',
    evidence: /must stay so/,
    fix: /set server_name in bartab\.yaml back/,
    async seed(stack) {
      // while it runs, a new name is refused before it takes anybody's place
      await stack.print('down')
      return await applied(stack, 'server_name: other.example.org\n')
    },
  },
  {
    when: 'a service ends as soon as it starts',
    code: 'SERVICE_CRASHING',
    evidence: /exit code 1/,
    fix: /^bartab logs media/,
    async seed(stack) {
      const undo = await preloaded(stack, 'media', 'process.exit(1)')
      await new Supervised(stack).untilCrashing('media')
      return undo
    },
  },
  {
    when: 'a service needs more memory than it may have',
    code: 'OUT_OF_MEMORY',
    evidence: /heap out of memory/,
    fix: /memory_mb/,
    async seed(stack) {
      const undo = await preloaded(stack, 'media', greedy)
      await new Supervised(stack).untilCrashing('media')
      return undo
    },
  },
  {
    when: 'the clock of auth is two hours ahead',
    code: 'CLOCK_DIFFERS',
    evidence: /2 h ahead of/,
    fix: /set-ntp/,
    async seed(stack) {
      const undo = await preloaded(stack, 'auth', 'const now = Date.now; Date.now = () => now() + 7_200_000')
      await new Supervised(stack).untilReady('auth')
      return undo
    },
  },
  {
    when: 'auth was started with another public URL',
    code: 'ISSUER_DIFFERS',
    evidence: /auth names http:\/\/elsewhere/,
    fix: /^bartab up/,
    async seed(stack) {
      const units = new Supervised(stack)
      const undo = await units.withEnvironment('auth', { BARTAB_ISSUER: 'http://elsewhere.example.org' })
      await units.untilReady('auth')
      await units.untilReady('gateway')
      return undo
    },
  },
  {
    when: 'the gateway looks for media where nobody is',
    code: 'SERVICE_UNREADY',
    evidence: /^media: /,
    fix: /^bartab logs gateway/,
    async seed(stack) {
      const units = new Supervised(stack)
      return await units.withEnvironment('gateway', { BARTAB_MEDIA_URL: 'http://127.0.0.1:9' })
    },
  },
  {
    when: 'the gateway takes its keys from another auth',
    code: 'KEYS_DIFFER',
    evidence: /gateway has strange/,
    fix: /bartab up/,
    async seed(stack) {
      const strange = { kty: 'OKP', crv: 'Ed25519', kid: 'strange', alg: 'EdDSA', use: 'sig', x: 'A'.repeat(43) }
      const server = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ status: 'ok', checks: [], keys: [strange] }))
      }).listen(0, '127.0.0.1')
      await new Promise((resolved) => server.once('listening', resolved))
      const units = new Supervised(stack)
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const undo = await units.withEnvironment('gateway', { BARTAB_AUTH_URL: url })
      await units.untilReady('gateway')
      return async () => {
        await undo()
        server.closeAllConnections()
        server.close()
      }
    },
  },
  {
    when: 'the files have reached the limit for all together',
    code: 'QUOTA_FULL',
    evidence: /STORAGE_QUOTA_REACHED/,
    fix: /media collect/,
    async seed(stack) {
      const units = new Supervised(stack)
      const undo = await units.withEnvironment('media', { BARTAB_QUOTA_TOTAL_BYTES: '100000' })
      await units.untilReady('media')
      await units.untilReady('gateway')
      return undo
    },
  },
  {
    when: 'the web client was not built',
    code: 'WEB_MISSING',
    evidence: /where the page of the chat should be/,
    fix: /^bartab up/,
    async seed() {
      const folder = join(root, 'web/dist')
      renameSync(folder, `${folder}.aside`)
      return () => renameSync(`${folder}.aside`, folder)
    },
  },
  {
    when: 'a command was killed half way',
    code: 'HALF_DONE',
    evidence: /bartab keys rotate by .* is gone/,
    fix: /^bartab up/,
    async seed(stack) {
      await stack.run(['keys', 'rotate'], {
        onStderr: (text, child) => {
          if (text.includes('is published')) child.kill('SIGKILL')
        },
      })
      return () => stack.print('up')
    },
  },
  {
    when: 'a process may have few files open',
    code: 'FILE_LIMIT_LOW',
    evidence: /gateway: 256/,
    fix: /^ulimit -n/,
    async seed(stack) {
      const units = new Supervised(stack)
      const pid = await units.pid('gateway')
      execFileSync('prlimit', ['--pid', String(pid), '--nofile=256:256'])
      return async () => {
        await units.kill('gateway')
        await untilStopped(units, pid)
        await units.untilReady('gateway')
      }
    },
  },
]
