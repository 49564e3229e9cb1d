import { snapshotOf } from '../backup/failed-drill.ts'
import { commandOn } from '../cli/stack-flag.ts'
import { spanText } from '../cli/time-text.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { comfortableRoom } from './ground-diagnoses.ts'
import { remarksOf } from './readiness-checks.ts'

const fewFiles = 2048
const littleLogRoom = 8 * 1024 * 1024
const day = 86_400_000
const firstBackupWithin = 3 * day

/** Nobody is troubled yet: what will go wrong, or would hurt if something went wrong. */
export function riskDiagnoses(evidence: Evidence): Finding[] {
  const looks = [diskLow, logsFull, secrets, networks, openFiles, bots, projections, backups, followed]
  return looks.flatMap((look) => look(evidence))
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

/** Chat compares random rooms with its log; what it finds is a remark of its readiness, for people are served all the same. */
function projections({ services, stackName }: Evidence): Finding[] {
  const chat = services.find(({ name }) => name === 'chat')
  const remark = remarksOf(chat?.ready?.body ?? '').get('projections')
  if (remark === undefined) return []
  const fix = commandOn(stackName, 'chat rebuild --apply')
  const what = 'what chat shows of some rooms is not what its log says'
  return [{ code: 'PROJECTIONS_DIFFER', what, service: 'chat', evidence: [remark.replace(/: bartab .*$/, '')], fix }]
}

function backups(evidence: Evidence): Finding[] {
  const { backup, createdTs, now, stackName, alarmDays } = evidence
  const create = commandOn(stackName, 'backup create')
  const { last_ts, last_proved_ts, away, failed_drill } = backup
  if (last_ts === null) {
    if (now - createdTs < firstBackupWithin) return []
    const seen = [`the chat is ${spanText(now - createdTs)} old, and no backup of it was ever made`]
    return [{ code: 'BACKUP_NONE', what: 'there is no backup', evidence: seen, fix: create }]
  }
  const old = now - (last_proved_ts ?? last_ts) > alarmDays * day
  const recent = now - last_ts <= alarmDays * day
  const fix = recent ? commandOn(stackName, 'backup drill') : create
  const what = recent ? 'no recent backup is proved to restore' : 'the last backup is too old'
  const seen = [`the last backup is ${spanText(now - last_ts)} old, ${provedText(last_proved_ts, now)}`]
  return [
    ...failedDrill(failed_drill, stackName),
    ...(old ? [{ code: 'BACKUP_OLD', what, evidence: seen, fix }] : []),
    ...away.flatMap(({ place, error }) => (error === null ? [] : [awayFailed(place, error, create)])),
  ]
}

function followed({ followedAlarms, stackName }: Evidence): Finding[] {
  if (followedAlarms.length === 0) return []
  const what = 'the continuous copy of the databases is not kept up'
  return [{ code: 'BACKUP_FOLLOW_STALLED', what, evidence: followedAlarms, fix: commandOn(stackName, 'up') }]
}

const provedText = (ts: number | null, now: number): string =>
  ts === null ? 'and none was ever proved' : `and the last proved one ${spanText(now - ts)}`

function failedDrill(drill: Evidence['backup']['failed_drill'], stackName: string): Finding[] {
  if (drill === null) return []
  const { name, checks } = drill
  const snapshot = snapshotOf(drill)
  const lies = snapshot === undefined ? [] : [`it is ${snapshot}; once that is removed, it is no alarm either`]
  const fix = `${commandOn(stackName, 'backup create')} && ${commandOn(stackName, 'backup drill')}`
  return [
    { code: 'BACKUP_DRILL_FAILED', what: `the backup ${name} did not restore`, evidence: [...checks, ...lies], fix },
  ]
}

const awayFailed = (place: string, error: string, fix: string): Finding => ({
  code: 'BACKUP_AWAY_FAILED',
  what: `the last backup did not reach ${place}`,
  evidence: [error],
  fix,
})
