import { commandOn } from '../cli/stack-flag.ts'
import { leastRoom } from '../ground/check-disk.ts'
import type { Evidence } from './evidence.ts'
import { converge, type Finding } from './finding.ts'

/** Less than this and SQLite cannot commit. In bytes. */
const noRoom = 4 * 1024 * 1024

/** What the stack stands on: its lock, its supervisor, the disk, its volumes and networks, the port. */
export function groundDiagnoses(evidence: Evidence): Finding[] {
  const [first] = [halfDone, diskFull, dataMissing, imageMissing, networkMissing, portTaken].flatMap((look) =>
    look(evidence),
  )
  return first === undefined ? [] : [first]
}

function halfDone({ lock: held, ...evidence }: Evidence): Finding[] {
  if (!held?.stale) return []
  const { verb, user, pid, sinceTs } = held.note
  const seen = [`bartab ${verb} by ${user}, process ${pid}, since ${new Date(sinceTs).toISOString()}, is gone`]
  const fix = commandOn(evidence.stackName, 'up')
  const unwell = evidence.services.some(({ seen: service }) => service?.role !== 'bot' && service?.health !== 'ready')
  return [
    { code: 'HALF_DONE', what: 'a command was killed half way', evidence: seen, fix, broken: unwell, mend: converge },
  ]
}

function diskFull({ room, services, stackName }: Evidence): Finding[] {
  const full = services.find(({ store }) => store !== undefined && store.room < noRoom)
  const left = Math.min(room, full?.store?.room ?? room)
  if (left >= noRoom) return []
  const where = full?.store?.file ?? 'the data'
  return [
    {
      code: 'DISK_FULL',
      what: 'the disk is full',
      evidence: [`${mebibytes(left)} MiB are left on the disk with ${where}: nothing more can be stored`],
      fix: `make room (docker system df; du -sh .bartab), then: ${commandOn(stackName, 'up')}`,
      broken: true,
    },
  ]
}

/** Services come back by themselves, data does not. */
function dataMissing({ drift, stackName, createdTs }: Evidence): Finding[] {
  const gone = drift.flatMap((step) => (step.do === 'create-volume' ? [step.volume] : []))
  if (gone.length === 0 || gone.every(({ service }) => service.startsWith('bot-'))) return []
  const age = `the stack was made ${new Date(createdTs).toISOString()}`
  const evidence = gone.map(({ name, service }) => `${name}, the data of ${service}, is not there; ${age}`)
  const what = 'data of the chat is gone'
  return [{ code: 'DATA_MISSING', what, evidence, fix: commandOn(stackName, 'restore latest'), broken: true }]
}

function imageMissing({ drift, stackName }: Evidence): Finding[] {
  const lacking = drift.flatMap((step) => (step.do === 'pull-image' ? [step.image] : []))
  const built = drift.flatMap((step) =>
    step.do === 'build-images' && step.cause === 'missing' ? step.services.map((name) => `bartab/${name}`) : [],
  )
  const images = [...lacking, ...built]
  if (images.length === 0) return []
  const evidence = images.map((image) => `the engine has no ${image} of this version`)
  const fix = `${commandOn(stackName, 'images')} && ${commandOn(stackName, 'up')}`
  return [{ code: 'IMAGE_MISSING', what: 'an image that services are made of is missing or outdated', evidence, fix }]
}

function networkMissing({ drift, stackName }: Evidence): Finding[] {
  const gone = drift.flatMap((step) => (step.do === 'create-network' ? [step] : []))
  const missing = gone.filter(({ cause }) => cause === 'missing').map(({ network }) => network.name)
  if (missing.length === 0) return []
  const evidence = missing.map((name) => `the network ${name} is not there: services cannot find each other`)
  const fix = commandOn(stackName, 'up')
  return [{ code: 'NETWORK_MISSING', what: 'a network is missing', evidence, fix, broken: true, mend: converge }]
}

function portTaken({ port, portHolder, stackName }: Evidence): Finding[] {
  if (portHolder === undefined) return []
  const fix = portHolder.release ?? commandOn(stackName, `up --port ${port + 1}`)
  const what = `somebody else has port ${port}`
  return [{ code: 'PORT_TAKEN', what, service: 'gateway', evidence: [portHolder.who], fix, broken: true }]
}

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

/** Less than this and the disk is worth a look. In bytes. */
export const comfortableRoom = 4 * leastRoom
