import { commandOn } from '../cli/stack-flag.ts'
import type { LogLine } from '../drivers/driver.ts'
import { operatorSecret } from '../operator/operator-secret.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import type { Finding } from './finding.ts'
import { publicAddress } from './public-address.ts'
import { type TrialFailure, tryChat } from './trial.ts'

const tailLines = 400

/**
 * Tries the chat through its public address. What fails there and works at the gateway itself is the way's fault; what
 * fails at both is the server's, and is followed into the logs by its request id.
 */
export async function tryTheChat(handle: StackHandle): Promise<Finding[]> {
  const { driver, stack, url } = handle
  const secret = await operatorSecret(driver)
  if (secret === undefined) return [noSecret(stack.name)]
  const address = publicAddress(handle)
  const failure = await tryChat(address, secret)
  if (failure === undefined) return []
  const near = address === url ? failure : await tryChat(url, secret)
  return [near === undefined ? onTheWay(handle, failure) : await inTheServer(handle, near)]
}

const noSecret = (stackName: string): Finding => ({
  code: 'OPERATOR_SECRET_LOST',
  what: "auth's secret for the operator is gone",
  service: 'auth',
  evidence: ["secrets/operator in auth's data: auth makes a new one when it starts"],
  fix: `${commandOn(stackName, 'down')} && ${commandOn(stackName, 'up')}`,
  broken: true,
})

/** It works at the gateway, and not from the public address. */
function onTheWay({ stack, url }: StackHandle, failure: TrialFailure): Finding {
  const { step, status, words } = failure
  const evidence = [`${step}, at ${stack.issuer}: ${words}`, `the same works at the gateway itself, ${url}`]
  const about = { evidence, broken: true }
  const mend = (what: string) => `${what} (deploy/proxies has whole examples), and reload it`
  if (status === 413) {
    const fix = mend('raise the limit of the proxy: client_max_body_size 0 for nginx')
    return { ...about, code: 'PROXY_UPLOAD_LIMIT', what: 'the proxy in front refuses larger files', fix }
  }
  if (step === 'listen and post') {
    const fix = mend(
      'let the proxy pass answers on as they come: proxy_buffering off for nginx, flush_interval -1 for Caddy',
    )
    return { ...about, code: 'PROXY_BUFFERS', what: 'the proxy in front holds messages back', fix }
  }
  if (status === 401) {
    const fix = mend('let the proxy pass on the Authorization header')
    return { ...about, code: 'PROXY_DROPS_TOKENS', what: 'the proxy in front takes the tokens away', fix }
  }
  const what = `people cannot ${step === 'invite' ? 'be invited' : step} from outside`
  return { ...about, code: 'PUBLIC_WAY_FAILS', what, fix: mend('see the log of the proxy') }
}

interface Known {
  code: string
  what: string
  fix: (stackName: string) => string
}

const known: Readonly<Record<string, Known>> = {
  STORAGE_QUOTA_REACHED: {
    code: 'QUOTA_FULL',
    what: 'the files have reached the limit that was set for all together',
    fix: (stackName) => `${commandOn(stackName, 'media collect')}, or raise BARTAB_QUOTA_TOTAL_BYTES`,
  },
}

async function inTheServer(handle: StackHandle, failure: TrialFailure): Promise<Finding> {
  const { step, code, status, words, requestId } = failure
  const { name } = handle.stack
  const evidence = [`${step}: ${code ?? (status || 'no answer')}: ${words}`, ...(await logged(handle, requestId))]
  const cause = code === undefined ? undefined : known[code]
  if (cause !== undefined) {
    return { code: cause.code, what: cause.what, evidence, fix: cause.fix(name), broken: true }
  }
  if (step === 'log in as the operator' && (status === 400 || status === 401)) {
    const what = "auth does not know the operator's secret that lies in its own data"
    const fix = `${commandOn(name, 'down')} && ${commandOn(name, 'up')}`
    return { code: 'OPERATOR_SECRET_DIFFERS', what, service: 'auth', evidence, fix, broken: true }
  }
  const fix = requestId === undefined ? commandOn(name, 'logs') : commandOn(name, `logs --request ${requestId}`)
  return { code: 'TRIAL_FAILED', what: `people cannot ${step}`, evidence, fix, broken: true }
}

/** What the services wrote about a request beyond that it came. */
async function logged({ driver }: StackHandle, requestId: string | undefined): Promise<string[]> {
  if (requestId === undefined) return []
  const query = { services: [], tail: tailLines, follow: false, signal: AbortSignal.timeout(3000) }
  const lines = await Array.fromAsync(driver.logs(query), (line: LogLine) => line).catch(() => [])
  return lines
    .filter(({ text }) => text.includes(`"${requestId}"`) && /"level":[4-6]0/.test(text))
    .map(({ service, text }) => `  ${service}: ${text.slice(0, 300)}`)
    .slice(0, 4)
}
