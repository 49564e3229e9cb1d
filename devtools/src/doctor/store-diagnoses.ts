import { sizeText } from '../cli/size-text.ts'
import { commandOn } from '../cli/stack-flag.ts'
import type { Evidence, ServiceEvidence, StoreEvidence } from './evidence.ts'
import type { Finding } from './finding.ts'

/** A write-ahead log that has grown to this was long not taken into its database. In bytes. */
export const largeWal = 64 * 1024 * 1024

/** The databases: whole, writable, free, and their logs short. One finding for each. */
export function storeDiagnoses(evidence: Evidence): Finding[] {
  return evidence.services.flatMap((service) => {
    const { store } = service
    if (store === undefined || service.process?.frozen === true) return []
    return damaged(evidence, service, store) ?? readOnly(evidence, service, store) ?? busy(evidence, service, store)
  })
}

function damaged({ stackName }: Evidence, { name }: ServiceEvidence, store: StoreEvidence): Finding[] | undefined {
  if (store.damage === undefined) return undefined
  return [
    {
      code: 'DATABASE_CORRUPT',
      what: `the database of ${name} is damaged`,
      service: name,
      evidence: [`SQLite's check of ${store.file}: ${store.damage.slice(0, 200)}`],
      fix: commandOn(stackName, 'restore latest'),
      broken: true,
    },
  ]
}

function readOnly({ stackName }: Evidence, { name }: ServiceEvidence, store: StoreEvidence): Finding[] | undefined {
  if (!store.readOnly) return undefined
  return [
    {
      code: 'DATABASE_READ_ONLY',
      what: `the database of ${name} cannot be written`,
      service: name,
      evidence: [`${store.file}, or its folder, refuses writing: a disk that was mounted read-only, or another owner`],
      fix: `mount | grep ' / ' and ls -l ${store.file} show why; then: ${commandOn(stackName, 'up')}`,
      broken: true,
    },
  ]
}

function busy({ stackName }: Evidence, { name }: ServiceEvidence, store: StoreEvidence): Finding[] {
  const holders = store.holders.map(({ pid, command }) => `process ${pid} has it open: ${command}`)
  const [first] = store.holders
  const restart = `${commandOn(stackName, 'down')} && ${commandOn(stackName, 'up')}`
  const fix = first === undefined ? restart : `kill ${first.pid}`
  const about = { service: name, fix }
  if (store.locked) {
    const evidence = [`${store.file} could not be locked for writing`, ...holders]
    return [
      { ...about, code: 'DATABASE_LOCKED', what: `somebody holds the database of ${name}`, evidence, broken: true },
    ]
  }
  if (store.walBytes <= largeWal) return []
  const evidence = [
    `${store.file}-wal has ${sizeText(store.walBytes)}: a reader keeps it from being taken in`,
    ...holders,
  ]
  return [{ ...about, code: 'WAL_LARGE', what: `the write-ahead log of ${name} grows`, evidence }]
}
