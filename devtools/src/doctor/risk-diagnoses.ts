import { commandOn } from '../cli/stack-flag.ts'
import { spanText } from '../cli/time-text.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { comfortableRoom } from './ground-diagnoses.ts'

const fewFiles = 2048
const littleLogRoom = 8 * 1024 * 1024
const day = 86_400_000
const oldBackup = 8 * day
const firstBackupWithin = 3 * day

/** Nobody is troubled yet: what will go wrong, or would hurt if something went wrong. */
export function riskDiagnoses(evidence: Evidence): Finding[] {
  return [diskLow, logsFull, secrets, networks, openFiles, bots, backups].flatMap((look) => look(evidence))
}

function diskLow({ room, stackName }: Evidence): Finding[] {
  if (room >= comfortableRoom || room < comfortableRoom / 128) return []
  const left = [`${(room / 1024 / 1024).toFixed(0)} MiB are left on the disk with the data`]
  const fix = `make room: docker system df; du -sh .bartab; ${commandOn(stackName, 'media collect')}`
  return [{ code: 'DISK_LOW', what: 'the disk is nearly full', evidence: left, fix }]
}

function logsFull({ logRoom, room }: Evidence): Finding[] {
  if (logRoom === undefined || logRoom >= littleLogRoom || room < littleLogRoom) return []
  const left = [`${(logRoom / 1024 / 1024).toFixed(1)} MiB are left where the services' logs are: lines are lost`]
  return [{ code: 'LOGS_FULL', what: 'the logs have no room', evidence: left, fix: 'make room on that disk: df -h' }]
}

function secrets({ readableSecrets: files }: Evidence): Finding[] {
  if (files.length === 0) return []
  const fix = `chmod 600 ${files.join(' ')}`
  const what = 'other users can read secrets'
  return [{ code: 'SECRETS_READABLE', what, evidence: files, fix, mend: { do: 'restrict', files } }]
}

function networks({ openNetworks, stackName }: Evidence): Finding[] {
  if (openNetworks.length === 0) return []
  const seen = openNetworks.map((name) => `${name} is not internal: what is on it reaches this host and the internet`)
  const fix = `${commandOn(stackName, 'down')} && ${commandOn(stackName, 'up')}`
  return [{ code: 'NETWORK_OPEN', what: 'a network that must be closed is open', evidence: seen, fix }]
}

function openFiles({ services, stackName }: Evidence): Finding[] {
  const tight = services.flatMap(({ name, process }) =>
    process?.openFiles !== undefined && process.openFiles < fewFiles ? [`${name}: ${process.openFiles}`] : [],
  )
  if (tight.length === 0) return []
  const evidence = [`open files and connections that a process may have: ${tight.join(', ')}`]
  const fix = `ulimit -n 65536 && ${commandOn(stackName, 'down')} && ${commandOn(stackName, 'up')}`
  const what = 'services may hold too few connections at a time'
  return [{ code: 'FILE_LIMIT_LOW', what, evidence, fix }]
}

function bots({ bots: logins, stackName }: Evidence): Finding[] {
  const refused = logins.filter(({ status }) => status === 0 || (status >= 400 && status < 500 && status !== 429))
  return refused.map(({ name, status, error }) => ({
    code: 'BOT_CREDENTIALS_DEAD',
    what: `the bot ${name} cannot log in`,
    service: `bot-${name}`,
    evidence: [status === 0 ? error : `auth answered its credentials with ${status} ${error}`],
    fix: `${commandOn(stackName, `bot remove ${name}`)}, then add it again: ${commandOn(stackName, 'bot add')} ${name} …`,
  }))
}

function backups({ backup, createdTs, now, stackName }: Evidence): Finding[] {
  const fix = commandOn(stackName, 'backup create')
  const { last_ts } = backup
  if (last_ts === null) {
    if (now - createdTs < firstBackupWithin) return []
    const seen = [`the chat is ${spanText(now - createdTs)} old, and no backup of it was ever made`]
    return [{ code: 'BACKUP_NONE', what: 'there is no backup', evidence: seen, fix }]
  }
  if (now - last_ts < oldBackup) return []
  const seen = [`the last backup is ${spanText(now - last_ts)} old`]
  return [{ code: 'BACKUP_OLD', what: 'the last backup is too old', evidence: seen, fix }]
}
