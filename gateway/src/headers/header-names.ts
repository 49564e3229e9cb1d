/** Names that concern one connection (RFC 9110 7.6.1 and their older kin); never passed on in either direction. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

/** Names that would let a client say who it is, or have a reader see another path or method than was authorised. */
export const clientMayNotSay: ReadonlySet<string> = new Set([
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-original-url',
  'x-original-uri',
  'x-original-host',
  'x-rewrite-url',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
])

/** Whether a lower-case name belongs to a family that only the gateway may set. */
export function isReserved(name: string): boolean {
  return name.startsWith('x-bartab-') || name.startsWith('x-forwarded-') || clientMayNotSay.has(name)
}
