import type { DesiredService } from './desired.ts'
import type { Step } from './step.ts'

const longOf = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`)

/** Who would notice a step, and for how long; nothing where nobody does. */
export function noticeOf(step: Step): string | undefined {
  if (step.do === 'hand-over') return handOverNotice(step.service, step.boundMs)
  if (step.do === 'stop-service') return stopNotice(step.name)
  if (step.do === 'remove-volume') return 'its data is gone for good'
  return undefined
}

function handOverNotice({ name, published }: DesiredService, boundMs: number): string {
  if (!published) return `requests to ${name} wait, ${longOf(boundMs)} at most; none fails`
  return 'nobody notices: the new one listens before the old one stops'
}

function stopNotice(name: string): string {
  if (name === 'gateway') return 'everyone is disconnected for a few seconds'
  if (name.startsWith('bot-')) return `${name} does not answer for a few seconds`
  return `requests to ${name} fail for a few seconds`
}

/** Who would notice a whole plan, in one line for each who does. */
export function noticedBy(steps: readonly Step[]): string[] {
  const notices = new Set(steps.flatMap((step) => noticeOf(step) ?? []))
  return notices.size === 0 ? ['nobody will notice'] : [...notices]
}
