import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What stands where auth and chat would: keys, an empty feed of revocations, and a room that everybody is in. */
export interface Backdrop extends AsyncDisposable {
  origin: string
  /** A token of some 600 bytes, as a person's is, valid for an hour. */
  token: string
}

const issuer = 'http://127.0.0.1'
const userId = '01J00000000000000000000ANN'
export const room = '01J00000000000000000000BAR'

export async function startBackdrop(): Promise<Backdrop> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'EdDSA', use: 'sig' }
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    const answer = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (path === '/.well-known/jwks.json') answer({ keys: [jwk] })
    else if (path === '/revocations') setTimeout(() => answer({ next: '1', revoked: [] }), 200)
    else if (path === '/memberships') setTimeout(() => answer({ next: '1', changes: [] }), 200)
    else if (path === `/chat/v1/rooms/${room}`) answer({ room_id: room, membership: 'join' })
    else answer({ status: 'ok', checks: [] })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: mint((text) => sign(null, Buffer.from(text), privateKey)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function mint(signature: (text: string) => Buffer): string {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, nbf: now, exp: now + 3600, auth_time: now }
  const scope = 'chat:read chat:write media:read media:write media:admin'
  const who = {
    iss: issuer,
    aud: issuer,
    sub: userId,
    sid: userId,
    jti: randomBytes(16).toString('hex'),
    client_id: 'web',
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = part({ alg: 'EdDSA', typ: 'at+jwt', kid: 'bench' })
  const text = `${head}.${part({ ...who, ...times, scope, roles: ['member'], amr: ['pwd'] })}`
  return `${text}.${signature(text).toString('base64url')}`
}

/** The environment that both servers need, beside their own ports. */
export const sharedEnvironment = ({ origin }: Backdrop): Record<string, string> => ({
  BARTAB_ISSUER: issuer,
  BARTAB_LOG_LEVEL: 'warn',
  BARTAB_HOST: '127.0.0.1',
  BARTAB_AUTH_URL: origin,
  BARTAB_AUTH_INTERNAL_URL: origin,
  BARTAB_CHAT_URL: origin,
  BARTAB_CHAT_INTERNAL_URL: origin,
  BARTAB_MAX_UPLOAD_BYTES: String(4 * 2 ** 30),
  BARTAB_QUOTA_PERSON_BYTES: '0',
})
