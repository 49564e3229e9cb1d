import { noticeOf } from './notice.ts'
import type { Cause, Step } from './step.ts'

const causes: Record<Cause, string> = {
  missing: 'it is missing',
  stopped: 'it is not running',
  paused: 'it is paused',
  image: 'its image changed',
  sources: 'its sources changed',
  configuration: 'its settings changed',
  data: 'its data lies elsewhere now',
  secret: 'its secret changed',
  network: 'it is not attached as it should be',
  drift: 'it was changed by hand',
  unready: 'it does not answer',
  unsupervised: 'nobody would start it again',
  unwanted: 'nothing asks for it',
  abandoned: 'a command that was killed left it',
  asked: 'as asked',
}

/** A step as a person reads it: what happens, to what, why, and who notices. */
export function describeStep(step: Step): string {
  const why = step.note === undefined ? causes[step.cause] : `${causes[step.cause]}: ${step.note}`
  const notice = noticeOf(step)
  return `${actionOf(step)} (${why})${notice === undefined ? '' : `; ${notice}`}`
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
    case 'resume-service':
      return `resume ${step.name}`
    case 'stop-service':
      return `stop ${step.name}`
    case 'remove-service':
      return `remove ${step.name}`
    case 'attach-network':
      return `attach ${step.name} to ${step.network}`
    case 'detach-network':
      return `detach ${step.name} from ${step.network}`
    case 'await-ready':
      return `wait until ${step.name} is ready`
    case 'create-successor':
      return `make a new ${step.service.name} beside the old`
    case 'await-successor':
      return `wait until the new ${step.name} has come as far as it can`
    case 'rehearse-migrations':
      return `try the new migrations of ${step.name} on a copy of its data, where there are any`
    case 'hand-over':
      return `hand ${step.service.name} over`
    case 'promote-successor':
      return `put the new ${step.name} in the place of the old`
    case 'discard-successor':
      return `discard the half-made new ${step.name}`
    default:
      return step satisfies never
  }
}
