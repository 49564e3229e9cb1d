import { commandOn } from '../cli/stack-flag.ts'
import { distinctLines, startWords } from '../drivers/start-refusal.ts'
import type { Evidence, ServiceEvidence } from './evidence.ts'
import type { Finding } from './finding.ts'

const oftenRestarted = 3

/** Services that are not there, do not stay up, or do not answer. */
export function serviceDiagnoses(evidence: Evidence): Finding[] {
  const unwell = new Set(evidence.services.filter(({ seen }) => seen?.health !== 'ready').map(({ name }) => name))
  return evidence.services.flatMap((service) => diagnose(service, evidence, unwell) ?? [])
}

function diagnose(service: ServiceEvidence, evidence: Evidence, unwell: ReadonlySet<string>): Finding | undefined {
  const { name, seen } = service
  const lastLines = distinctLines(service.lastLines)
  const up = commandOn(evidence.stackName, 'up')
  if (seen === undefined) return { ...about(name, 'SERVICE_MISSING', `${name} is not there`), fix: up }
  if (seen.role === 'bot' && seen.state === 'running') return undefined
  if (seen.lastExit === 'out of memory') return outOfMemory(service, up)
  if (lostSecret(service)) return secretLost(service, evidence)
  const exit = `it ended with ${seen.lastExit ?? 'an unknown status'}; its last lines:`
  switch (seen.state) {
    case 'restarting':
      return {
        ...about(name, 'SERVICE_CRASHING', `${name} does not stay up`, [exit, ...lastLines]),
        fix: logs(evidence, name),
      }
    case 'orphaned':
      return {
        ...about(name, 'SERVICE_UNSUPERVISED', `nobody would start ${name} again`, ['its supervisor is gone']),
        fix: up,
      }
    case 'paused':
      return {
        ...about(name, 'SERVICE_PAUSED', `${name} is paused`, [`by hand: docker pause ${seen.handle}`]),
        fix: up,
      }
    case 'created':
    case 'stopped':
      return { ...about(name, 'SERVICE_STOPPED', `${name} is not running`, [exit, ...lastLines]), fix: up }
    case 'running':
      return running(service, evidence, unwell)
    default:
      return seen.state satisfies never
  }
}

function running(service: ServiceEvidence, evidence: Evidence, unwell: ReadonlySet<string>): Finding | undefined {
  const { name, seen, ready } = service
  const lastLines = distinctLines(service.lastLines)
  const restarts = seen?.restarts ?? 0
  if (restarts >= oftenRestarted && seen?.health !== 'ready') {
    const count = `it was started again ${restarts} times, last after ${seen?.lastExit ?? 'an unknown end'}`
    return {
      ...about(name, 'SERVICE_CRASHING', `${name} does not stay up`, [count, ...lastLines]),
      fix: logs(evidence, name),
    }
  }
  if (ready?.status === 200) return undefined
  if (ready === undefined) {
    const silence = 'its process runs, and its internal port does not answer'
    return {
      ...about(name, 'SERVICE_SILENT', `${name} does not answer`, [silence, ...lastLines]),
      fix: commandOn(evidence.stackName, 'up'),
    }
  }
  const failing = failingChecks(ready.body)
  const elsewhere = failing.length > 0 && failing.every((check) => unwell.has(check.name) && check.name !== name)
  if (elsewhere) return undefined
  const said = failing.map((check) => `${check.name}: ${check.detail ?? 'failing'}`)
  const heard = said.length > 0 ? said : [`/readyz answered ${ready.status}: ${ready.body.slice(0, 300)}`]
  return { ...about(name, 'SERVICE_UNREADY', `${name} runs and is not ready`, heard), fix: logs(evidence, name) }
}

/** It does not start, for a file is gone or changed without which its data is of no use. */
function lostSecret({ seen, lastLines }: ServiceEvidence): boolean {
  return seen?.health !== 'ready' && /Put it back from a backup/.test(startWords(lastLines) ?? '')
}

function secretLost({ name, lastLines }: ServiceEvidence, evidence: Evidence): Finding {
  const words = startWords(lastLines) ?? ''
  const what = `${name} has lost a secret that its data was written with`
  return { ...about(name, 'SECRET_LOST', what, [words]), fix: commandOn(evidence.stackName, 'restore latest') }
}

function outOfMemory({ name }: ServiceEvidence, up: string): Finding {
  const seen = ['the engine ended it for using more memory than its limit']
  const fix = `give it more in bartab.yaml (services: { ${name}: { memory_mb: 640 } }), then: ${up}`
  return { ...about(name, 'OUT_OF_MEMORY', `${name} ran out of memory`, seen), fix }
}

const about = (service: string, code: string, what: string, evidence: readonly string[] = []) => ({
  code,
  what,
  service,
  evidence,
})

const logs = (evidence: Evidence, name: string): string => commandOn(evidence.stackName, `logs ${name} --tail 100`)

/** The checks of a `/readyz` answer that fail. */
export function failingChecks(body: string): { name: string; detail?: string }[] {
  try {
    const { checks } = JSON.parse(body) as { checks?: { name: string; status: string; detail?: string }[] }
    return (checks ?? []).filter(({ status }) => status !== 'ok')
  } catch {
    return []
  }
}
