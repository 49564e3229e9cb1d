import { commandOn } from '../cli/stack-flag.ts'
import type { Evidence, PageAnswer } from './evidence.ts'
import type { Finding } from './finding.ts'

/** The way from the outside in: the published port, the gateway behind it, the issuer that it names. */
export function frontDiagnoses(evidence: Evidence): Finding[] {
  const { port, portHolder, front, url, issuer, services } = evidence
  const gateway = services.find(({ name }) => name === 'gateway')
  if (portHolder) {
    const free =
      portHolder.release === undefined ? commandOn(evidence.stackName, `up --port ${port + 1}`) : portHolder.release
    return [{ code: 'PORT_TAKEN', what: `somebody else has port ${port}`, evidence: [portHolder.who], fix: free }]
  }
  if (gateway?.seen?.health !== 'ready' || front === undefined) return []
  if ('error' in front) {
    const seen = [`the gateway is ready inside, but ${url} does not answer: ${front.error}`]
    const fix = `${commandOn(evidence.stackName, 'down')} && ${commandOn(evidence.stackName, 'up')}`
    return [
      { code: 'GATEWAY_UNREACHABLE', what: 'the gateway cannot be reached from this machine', evidence: seen, fix },
    ]
  }
  const page = evidence.page === undefined || isPage(evidence.page) ? [] : [webMissing(evidence, evidence.page)]
  if (front.issuer === undefined || front.issuer === issuer) return page
  const seen = [`auth names ${front.issuer}, the settings say ${issuer}: every token would be refused`]
  return [
    ...page,
    {
      code: 'ISSUER_DIFFERS',
      what: 'the public URL is not the one that tokens carry',
      evidence: seen,
      fix: commandOn(evidence.stackName, 'up'),
    },
  ]
}

const isPage = ({ status, type }: PageAnswer): boolean => status === 200 && type.startsWith('text/html')

function webMissing({ url, stackName }: Evidence, { status, type }: PageAnswer): Finding {
  const seen = [`${url}/ answers ${status}${type === '' ? '' : ` with ${type}`} where the page of the chat should be`]
  return { code: 'WEB_MISSING', what: 'the web client is not there', evidence: seen, fix: commandOn(stackName, 'up') }
}
