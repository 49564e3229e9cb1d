import { commandOn } from '../cli/stack-flag.ts'
import { distinctLines } from '../drivers/start-refusal.ts'
import type { Evidence, ServiceEvidence } from './evidence.ts'
import { converge, type Finding } from './finding.ts'
import { failingChecks } from './readiness-checks.ts'
import { refusalOf } from './refusals.ts'

const oftenRestarted = 3
const shownLines = 8

/** Services that are not there, do not stay up, or do not answer. A bot that is unwell leaves the chat whole. */
export function serviceDiagnoses(evidence: Evidence): Finding[] {
  const unwell = new Set(evidence.services.filter(({ seen }) => seen?.health !== 'ready').map(({ name }) => name))
  const found = evidence.services.flatMap((service) => {
    const finding = diagnose(service, evidence, unwell)
    return finding === undefined
      ? []
      : [{ ...finding, service: service.name, broken: !service.name.startsWith('bot-') }]
  })
  return oneCause(found)
}

/** A supervisor that is gone leaves all of its services: one finding. */
function oneCause(found: readonly Finding[]): Finding[] {
  const [first, ...others] = found.filter(({ code }) => code === 'SERVICE_UNSUPERVISED')
  if (first === undefined) return [...found]
  const names = [first, ...others].map(({ service }) => service).join(', ')
  const rest = found.filter(({ code }) => code !== 'SERVICE_UNSUPERVISED')
  return [{ ...first, what: `nobody would start ${names} again` }, ...rest]
}

function diagnose(service: ServiceEvidence, evidence: Evidence, unwell: ReadonlySet<string>): Finding | undefined {
  const { name, seen } = service
  const fix = commandOn(evidence.stackName, 'up')
  if (seen === undefined) return missing(name, fix)
  if (service.process?.frozen === true) return frozen(name, service.process.identity)
  const ended = seen.state !== 'running' || (seen.role === 'server' && seen.health !== 'ready')
  if (ended && ranOutOfMemory(service)) return outOfMemory(service, evidence)
  const refusal = ended ? refusalOf(service, evidence.stackName, evidence.now) : undefined
  if (refusal !== undefined) return refusal
  const lastLines = distinctLines(service.lastLines).slice(-shownLines)
  const exit = `it ended with ${seen.lastExit ?? 'an unknown status'}; its last lines:`
  switch (seen.state) {
    case 'restarting':
      return crashing(name, evidence, [exit, ...lastLines])
    case 'orphaned':
      return unsupervised(name, fix)
    case 'paused':
      return {
        code: 'SERVICE_PAUSED',
        what: `${name} is paused`,
        evidence: [`by hand: docker pause ${seen.handle}`],
        fix,
        mend: converge,
      }
    case 'created':
    case 'stopped': {
      const what = `${name} is not running`
      return { code: 'SERVICE_STOPPED', what, evidence: [exit, ...lastLines], fix, mend: converge }
    }
    case 'running':
      return seen.role === 'bot' ? undefined : running(service, evidence, unwell)
    default:
      return seen.state satisfies never
  }
}

function running(service: ServiceEvidence, evidence: Evidence, unwell: ReadonlySet<string>): Finding | undefined {
  const { name, seen, ready } = service
  const lastLines = distinctLines(service.lastLines).slice(-shownLines)
  const restarts = seen?.restarts ?? 0
  if (restarts >= oftenRestarted && seen?.health !== 'ready') {
    const count = `it was started again ${restarts} times, last after ${seen?.lastExit ?? 'an unknown end'}`
    return crashing(name, evidence, [count, ...lastLines])
  }
  if (ready?.status === 200) return undefined
  if (ready === undefined) {
    const silence = 'its process runs, and its internal port does not answer'
    const fix = commandOn(evidence.stackName, 'up')
    return {
      code: 'SERVICE_SILENT',
      what: `${name} does not answer`,
      evidence: [silence, ...lastLines],
      fix,
      mend: converge,
    }
  }
  return unready(name, evidence, ready, unwell)
}

function unready(
  name: string,
  { stackName }: Evidence,
  ready: { status: number; body: string },
  unwell: ReadonlySet<string>,
): Finding | undefined {
  const failing = failingChecks(ready.body)
  const elsewhere = failing.length > 0 && failing.every((check) => waitsFor(check.name, name, unwell))
  if (elsewhere) return undefined
  const said = failing.map((check) => `${check.name}: ${check.detail ?? 'failing'}`)
  const heard = said.length > 0 ? said : [`/readyz answered ${ready.status}: ${ready.body.slice(0, 300)}`]
  const fix = commandOn(stackName, `logs ${name} --tail 100`)
  return { code: 'SERVICE_UNREADY', what: `${name} runs and is not ready`, evidence: heard, fix }
}

/** Checks that fail because another service is unwell: that service by its name, or what comes from auth. */
const fromAuth: ReadonlySet<string> = new Set(['keys', 'revocations'])
const waitsFor = (check: string, name: string, unwell: ReadonlySet<string>): boolean =>
  (unwell.has(check) && check !== name) || (fromAuth.has(check) && unwell.has('auth') && name !== 'auth')

const missing = (name: string, fix: string): Finding => ({
  code: 'SERVICE_MISSING',
  what: `${name} is not there`,
  evidence: ['the stack is defined with it, and nothing of it runs or waits'],
  fix,
  mend: converge,
})

function frozen(name: string, process: NonNullable<ServiceEvidence['process']>['identity']): Finding {
  return {
    code: 'SERVICE_FROZEN',
    what: `${name} has been stopped by a signal`,
    evidence: [`process ${process.pid} is in state T: it runs and does nothing`],
    fix: `kill -CONT ${process.pid}`,
    mend: { do: 'resume', process },
  }
}

const unsupervised = (name: string, fix: string): Finding => ({
  code: 'SERVICE_UNSUPERVISED',
  what: `nobody would start ${name} again`,
  evidence: ['its supervisor is gone'],
  fix,
  mend: converge,
})

const crashing = (name: string, { stackName }: Evidence, evidence: readonly string[]): Finding => ({
  code: 'SERVICE_CRASHING',
  what: `${name} does not stay up`,
  evidence,
  fix: commandOn(stackName, `logs ${name} --tail 100`),
})

const ranOutOfMemory = ({ seen, lastLines }: ServiceEvidence): boolean =>
  seen?.lastExit === 'out of memory' ||
  sinceItListened(lastLines).some((line) => /JavaScript heap out of memory/.test(line))

/** What it said before it last listened belongs to an earlier run. */
const sinceItListened = (lines: readonly string[]): readonly string[] =>
  lines.slice(lines.findLastIndex((line) => line.includes('Server listening at')) + 1)

function outOfMemory({ name, seen }: ServiceEvidence, { stackName }: Evidence): Finding {
  const evidence = [
    seen?.lastExit === 'out of memory'
      ? 'the engine ended it for using more memory than its limit'
      : 'its last words: JavaScript heap out of memory',
  ]
  const more = `services: { ${name}: { memory_mb: 640 } }`
  const fix = `give it more in bartab.yaml (${more}), then: ${commandOn(stackName, 'up')}`
  return { code: 'OUT_OF_MEMORY', what: `${name} ran out of memory`, evidence, fix }
}
