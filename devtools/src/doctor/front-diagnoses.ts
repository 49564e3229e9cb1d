import { commandOn } from '../cli/stack-flag.ts'
import type { Evidence, PageAnswer } from './evidence.ts'
import { converge, type Finding } from './finding.ts'

/** The published port, the gateway behind it, the page that it serves, the issuer that it names. */
export function frontDiagnoses(evidence: Evidence): Finding[] {
  const { front, url, issuer, services, stackName } = evidence
  const gateway = services.find(({ name }) => name === 'gateway')
  if (gateway?.seen?.health !== 'ready' || front === undefined) return []
  if ('error' in front) {
    const seen = [`the gateway is ready inside, but ${url} does not answer: ${front.error}`]
    const fix = `${commandOn(stackName, 'down')} && ${commandOn(stackName, 'up')}`
    const what = 'the gateway cannot be reached from this machine'
    return [{ code: 'GATEWAY_UNREACHABLE', what, evidence: seen, fix, broken: true }]
  }
  const page = evidence.page === undefined || isPage(evidence.page) ? [] : [webMissing(evidence, evidence.page)]
  if (front.issuer === undefined || front.issuer === issuer) return page
  const seen = [`auth names ${front.issuer}, the settings say ${issuer}: every token would be refused`]
  const what = 'the public URL is not the one that tokens carry'
  const fix = commandOn(stackName, 'up')
  return [...page, { code: 'ISSUER_DIFFERS', what, evidence: seen, fix, broken: true, mend: converge }]
}

const isPage = ({ status, type }: PageAnswer): boolean => status === 200 && type.startsWith('text/html')

function webMissing({ url, stackName }: Evidence, { status, type }: PageAnswer): Finding {
  const seen = [`${url}/ answers ${status}${type === '' ? '' : ` with ${type}`} where the page of the chat should be`]
  const what = 'the web client is not there'
  return { code: 'WEB_MISSING', what, evidence: seen, fix: commandOn(stackName, 'up'), mend: converge }
}
