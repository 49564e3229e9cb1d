import { commandOn } from '../cli/stack-flag.ts'
import type { Evidence } from './evidence.ts'
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
  if (front.issuer === undefined || front.issuer === issuer) return []
  const seen = [`auth names ${front.issuer}, the settings say ${issuer}: every token would be refused`]
  return [
    {
      code: 'ISSUER_DIFFERS',
      what: 'the public URL is not the one that tokens carry',
      evidence: seen,
      fix: commandOn(evidence.stackName, 'up'),
    },
  ]
}
