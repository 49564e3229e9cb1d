import { lookup } from 'node:dns/promises'
import { commandOn } from '../cli/stack-flag.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import type { Finding } from './finding.ts'
import { proxyFault } from './proxy-trust.ts'
import { publicAddress } from './public-address.ts'

const patienceMs = 6000

interface PublicAnswer {
  status: number
  /** The gateway named the request: it came through to it, or to another one of its kind. */
  requestId: string | undefined
  location: string | undefined
  issuer: string | undefined
}

/**
 * The way from the public URL to this gateway, step by step: the name, the connection, the certificate, who answers,
 * whether it is this chat. The first step that fails is the finding.
 */
export async function publicWay(handle: StackHandle, ownKeys: readonly string[]): Promise<Finding[]> {
  const { stack, url } = handle
  if (publicAddress(handle) === url) return []
  const unknown = await unknownName(stack.issuer)
  if (unknown !== undefined) return [broken(handle, unknown)]
  const answer = await ask(stack.issuer).catch((error: unknown) => connectionFault(stack.issuer, error))
  if ('code' in answer) return [broken(handle, answer)]
  const wrong = answerFault(stack.issuer, url, answer) ?? (await strangeKeys(stack.issuer, ownKeys))
  if (wrong !== undefined) return [broken(handle, wrong)]
  return await proxyFault(handle, answer.requestId ?? '')
}

interface Fault {
  code: string
  what: string
  evidence: string
  fix: string
}

function broken({ stack }: StackHandle, { code, what, evidence, fix }: Fault): Finding {
  const again = `; a wrong public_url is mended in bartab.yaml, then: ${commandOn(stack.name, 'up')}`
  return { code, what, evidence: [evidence], fix: `${fix}${again}`, broken: true }
}

async function unknownName(issuer: string): Promise<Fault | undefined> {
  const { hostname } = new URL(issuer)
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ''))
    return undefined
  } catch (error) {
    return {
      code: 'PUBLIC_NAME_UNKNOWN',
      what: `nobody knows the name ${hostname}`,
      evidence: `looking it up: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
      fix: `make a DNS record that points ${hostname} to this machine`,
    }
  }
}

async function ask(issuer: string): Promise<PublicAnswer> {
  const signal = AbortSignal.timeout(patienceMs)
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, { signal, redirect: 'manual' })
  const body = (await response.json().catch(() => ({}))) as { issuer?: string }
  return {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    location: response.headers.get('location') ?? undefined,
    issuer: body.issuer,
  }
}

const certificates: readonly [RegExp, string, string, string][] = [
  [/CERT_HAS_EXPIRED/, 'CERTIFICATE_EXPIRED', 'the certificate has expired', 'renew it at the proxy in front'],
  [
    /ALTNAME_INVALID/,
    'CERTIFICATE_NAME',
    'the certificate is for another name',
    'give the proxy a certificate for this name',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/,
    'CERTIFICATE_UNTRUSTED',
    'nobody vouches for the certificate',
    'let the proxy get one from a certificate authority (Caddy does so by itself)',
  ],
  [
    /WRONG_VERSION_NUMBER|EPROTO/,
    'PUBLIC_URL_PLAIN',
    'the public URL says https, and what answers speaks no TLS',
    'let the proxy serve https there',
  ],
]

function connectionFault(issuer: string, error: unknown): Fault {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
  const code = cause?.code ?? (error as Error).name
  const evidence = `${issuer}: ${cause?.message || code}`
  const tls = certificates.find(([words]) => words.test(`${code} ${cause?.message}`))
  if (tls !== undefined) return { code: tls[1], what: tls[2], evidence, fix: tls[3] }
  if (code === 'ECONNREFUSED') {
    const fix = 'start the proxy in front (its examples are in deploy/proxies), or correct the port'
    return { code: 'PUBLIC_URL_REFUSED', what: 'nobody listens at the public URL', evidence, fix }
  }
  const fix = 'see that the firewall and the router let it through to this machine'
  return { code: 'PUBLIC_URL_SILENT', what: 'the public URL does not answer', evidence, fix }
}

function answerFault(issuer: string, url: string, answer: PublicAnswer): Fault | undefined {
  const { status, requestId, location } = answer
  if (status >= 300 && status < 400) {
    const evidence = `${issuer} redirects to ${location}: apps and bots do not follow with their tokens`
    const fix = `set public_url to ${originOf(location) ?? 'where it redirects to'}`
    return { code: 'PUBLIC_URL_REDIRECTS', what: 'the public URL only redirects', evidence, fix }
  }
  if ([502, 503, 504].includes(status) && requestId === undefined) {
    const evidence = `what answers at ${issuer} says ${status}, while the gateway answers at ${url}`
    const fix = `point the proxy to ${url}`
    return { code: 'PROXY_CANNOT_REACH', what: 'the proxy in front does not reach the gateway', evidence, fix }
  }
  if (status === 200 && answer.issuer === issuer) return undefined
  const who = answer.issuer === undefined ? `${status}, and is no chat` : `as ${answer.issuer}`
  return elsewhere(`${issuer} answers ${who}`, url)
}

async function strangeKeys(issuer: string, ownKeys: readonly string[]): Promise<Fault | undefined> {
  const signal = AbortSignal.timeout(patienceMs)
  const answer = await fetch(`${issuer}/.well-known/jwks.json`, { signal }).catch(() => undefined)
  const { keys = [] } = ((await answer?.json().catch(() => ({}))) ?? {}) as { keys?: { kid: string }[] }
  if (ownKeys.length === 0 || keys.length === 0 || keys.some(({ kid }) => ownKeys.includes(kid))) return undefined
  return elsewhere(`${issuer} publishes other signing keys than auth has: it is another chat of the same name`, '')
}

const elsewhere = (evidence: string, url: string): Fault => ({
  code: 'PUBLIC_URL_ELSEWHERE',
  what: 'the public URL leads to somebody else',
  evidence,
  fix: `let the name, and the proxy behind it, lead to this chat${url === '' ? '' : ` (here: ${url})`}`,
})

function originOf(location: string | undefined): string | undefined {
  return location !== undefined && URL.canParse(location) ? new URL(location).origin : undefined
}
