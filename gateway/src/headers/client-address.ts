import { BlockList, isIP } from 'node:net'

/** Who is at the other end, as far as the connection and the proxies that we trust can tell. */
export interface ClientOrigin {
  /** The client's address. */
  readonly address: string
  /** How the client reached the outermost trusted proxy: `http` or `https`. */
  readonly proto: 'http' | 'https'
  /** The host that the client asked for. */
  readonly host: string
}

/** What `X-Forwarded-*` said on arrival. */
export interface ForwardedWords {
  readonly host: string
  readonly forwardedFor: string | undefined
  readonly forwardedProto: string | undefined
  readonly forwardedHost: string | undefined
}

/** The proxies in front whose `X-Forwarded-*` are believed. */
export class TrustedProxies {
  readonly #list = new BlockList()
  readonly #none: boolean

  /** Addresses or CIDR blocks, such as `127.0.0.1` or `10.0.0.0/8`. @throws {RangeError} naming the one it cannot read. */
  constructor(blocks: readonly string[]) {
    this.#none = blocks.length === 0
    for (const block of blocks) this.#add(block)
  }

  has(address: string): boolean {
    if (this.#none) return false
    return this.#list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }

  #add(block: string): void {
    const [network = '', bits, ...rest] = block.split('/')
    const version = isIP(network)
    const width = version === 6 ? 128 : 32
    const prefix = bits === undefined ? width : Number(bits)
    if (
      version === 0 ||
      rest.length > 0 ||
      bits === '' ||
      !(Number.isInteger(prefix) && prefix >= 0 && prefix <= width)
    ) {
      throw new RangeError(`${block} is neither an address nor a block such as 10.0.0.0/8`)
    }
    this.#list.addSubnet(network, prefix, version === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Believes the nearest words that no trusted proxy said itself: the chain is read from our end. */
export function clientOrigin(peer: string, words: ForwardedWords, trusted: TrustedProxies): ClientOrigin {
  const direct = plainAddress(peer)
  if (!trusted.has(direct)) return { address: direct, proto: 'http', host: words.host }
  return {
    address: nearestUntrusted(direct, words.forwardedFor, trusted),
    proto: lastOf(words.forwardedProto) === 'https' ? 'https' : 'http',
    host: lastOf(words.forwardedHost) ?? words.host,
  }
}

function nearestUntrusted(peer: string, forwardedFor: string | undefined, trusted: TrustedProxies): string {
  let nearest = peer
  for (const word of (forwardedFor ?? '').split(',').reverse()) {
    const address = plainAddress(word.trim())
    if (isIP(address) === 0) return nearest
    nearest = address
    if (!trusted.has(address)) return nearest
  }
  return nearest
}

/** An IPv4 address that a dual-stack socket wrapped is written as IPv4. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

function lastOf(list: string | undefined): string | undefined {
  return list?.split(',').at(-1)?.trim()
}
