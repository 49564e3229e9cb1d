import { commandOn } from '../cli/stack-flag.ts'
import { leastRoom } from '../ground/check-disk.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'

const comfortable = 4

/** What the stack stands on: the disk, the lock, the secrets' files, the networks. */
export function groundDiagnoses(evidence: Evidence): Finding[] {
  return [...disk(evidence), ...lock(evidence), ...secrets(evidence), ...networks(evidence)]
}

function disk({ room }: Evidence): Finding[] {
  if (room >= comfortable * leastRoom) return []
  const left = [`${(room / 1024 / 1024).toFixed(0)} MiB are left on the disk with the data`]
  return [
    { code: 'DISK_LOW', what: 'the disk is nearly full', evidence: left, fix: 'docker system df; du -sh .bartab' },
  ]
}

function lock({ lock: held, ...evidence }: Evidence): Finding[] {
  if (!held?.stale) return []
  const { verb, user, pid, sinceTs } = held.note
  const seen = [`bartab ${verb} by ${user}, process ${pid}, since ${new Date(sinceTs).toISOString()}, is gone`]
  return [
    {
      code: 'HALF_DONE',
      what: 'a command was killed half way',
      evidence: seen,
      fix: commandOn(evidence.stackName, 'up'),
    },
  ]
}

function secrets({ readableSecrets }: Evidence): Finding[] {
  if (readableSecrets.length === 0) return []
  const fix = `chmod 600 ${readableSecrets.join(' ')}`
  return [{ code: 'SECRETS_READABLE', what: 'other users can read secrets', evidence: readableSecrets, fix }]
}

function networks({ openNetworks, ...evidence }: Evidence): Finding[] {
  if (openNetworks.length === 0) return []
  const seen = openNetworks.map((name) => `${name} is not internal: what is on it reaches this host and the internet`)
  const fix = `${commandOn(evidence.stackName, 'down')} && ${commandOn(evidence.stackName, 'up')}`
  return [{ code: 'NETWORK_OPEN', what: 'a network that must be closed is open', evidence: seen, fix }]
}
