import { BlockList, isIP } from 'node:net'
import { commandOn } from '../cli/stack-flag.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import type { Finding } from './finding.ts'

const tailLines = 400

/**
 * Whether the gateway believes the proxy in front. Where it does not, everybody behind it is one address: one visitor
 * who guesses passwords locks all the others out.
 */
export async function proxyFault(handle: StackHandle, requestId: string): Promise<Finding[]> {
  const trusted = trustedBlocks(handle)
  const seen = await addressOf(handle, requestId)
  if (seen === undefined || (trusted !== undefined && (includes(trusted, seen) || !isPrivate(seen)))) return []
  const fix = `trusted_proxies: [${seen}] in bartab.yaml, then: ${commandOn(handle.stack.name, 'up')}`
  return [
    {
      code: 'PROXY_NOT_TRUSTED',
      what: 'the gateway takes all visitors for one, for it does not know the proxy in front',
      evidence: [`request ${requestId} came through ${handle.stack.issuer}, and was counted for ${seen}`],
      fix,
    },
  ]
}

function trustedBlocks({ stack }: StackHandle): string[] | undefined {
  const gateway = stack.services.find(({ name }) => name === 'gateway')
  return gateway?.settings['BARTAB_TRUSTED_PROXIES']?.split(',').filter(Boolean)
}

/** The address that the gateway's log has for a request. */
async function addressOf({ driver }: StackHandle, requestId: string): Promise<string | undefined> {
  const query = { services: ['gateway'], tail: tailLines, follow: false, signal: AbortSignal.timeout(3000) }
  for await (const { text } of driver.logs(query)) {
    if (!text.includes(`"${requestId}"`)) continue
    const [, address] = /"address":"([^"]+)"/.exec(text) ?? []
    if (address !== undefined) return address
  }
  return undefined
}

const privateBlocks = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1', 'fc00::/7'] as const
const isPrivate = (address: string): boolean => includes(privateBlocks, address)

function includes(blocks: readonly string[], address: string): boolean {
  const list = new BlockList()
  for (const block of blocks) {
    const [network = '', bits] = block.split('/')
    const wide = isIP(network) === 6
    list.addSubnet(network, bits === undefined ? (wide ? 128 : 32) : Number(bits), wide ? 'ipv6' : 'ipv4')
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
