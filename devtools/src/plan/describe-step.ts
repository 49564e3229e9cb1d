import type { Cause, Step } from './step.ts'

const causes: Record<Cause, string> = {
  missing: 'it is missing',
  stopped: 'it is not running',
  image: 'its image changed',
  sources: 'its sources changed',
  configuration: 'its settings changed',
  network: 'it is not attached as it should be',
  unready: 'it does not answer',
  unsupervised: 'nobody would start it again',
  unwanted: 'nothing asks for it',
  asked: 'as asked',
}

/** A step as a person reads it: what happens, to what, and why. */
export function describeStep(step: Step): string {
  return `${actionOf(step)} (${causes[step.cause]})`
}

/** What a step does, without its cause. */
export function actionOf(step: Step): string {
  switch (step.do) {
    case 'build-images':
      return `build the images of ${step.services.join(', ')}`
    case 'pull-image':
      return `pull the image ${step.image}`
    case 'build-web-client':
      return 'build the web client'
    case 'create-network':
      return `create network ${step.network.name}${step.network.internal ? ', internal' : ''}`
    case 'remove-network':
      return `remove network ${step.name}`
    case 'create-volume':
      return `create volume ${step.volume.name}`
    case 'remove-volume':
      return `DELETE volume ${step.name} and the data in it`
    case 'create-service':
      return `create ${step.service.name}`
    case 'start-service':
      return `start ${step.name}`
    case 'stop-service':
      return `stop ${step.name}`
    case 'remove-service':
      return `remove ${step.name}`
    case 'await-ready':
      return `wait until ${step.name} is ready`
    default:
      return step satisfies never
  }
}

/** Who would notice a plan, and for how long. */
export function noticedBy(steps: readonly Step[]): string {
  const stopped = steps.flatMap((step) => (step.do === 'stop-service' ? [step.name] : []))
  if (stopped.length === 0) return 'nobody will notice'
  if (stopped.includes('gateway')) return 'everyone is disconnected for a few seconds'
  return `requests to ${stopped.join(', ')} fail for a second or two`
}
