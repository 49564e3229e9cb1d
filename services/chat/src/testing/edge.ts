import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const issuer = 'http://127.0.0.1:8008'
const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Stands where auth is: publishes a signing key, and signs tokens with it. */
export class StubAuth implements AsyncDisposable {
  readonly #server: Server
  readonly #sign: (userId: string, scope: string) => Promise<string>

  private constructor(server: Server, sign: (userId: string, scope: string) => Promise<string>) {
    this.#server = server
    this.#sign = sign
  }

  static async start(): Promise<StubAuth> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA', use: 'sig' }
    const server = createServer((_, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] })),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const sign = (userId: string, scope: string) =>
      new SignJWT({
        scope,
        roles: ['member'],
        sid: userId,
        client_id: 'web',
        amr: ['pwd'],
        auth_time: Math.floor(Date.now() / 1000),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'test', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime('10m')
        .sign(privateKey)
    return new StubAuth(server, sign)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  token(userId: string, scope = 'chat:read chat:write'): Promise<string> {
    return this.#sign(userId, scope)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** Chat as the process that it is, on ports that the system chose. */
export class ChatProcess implements AsyncDisposable {
  readonly url: string
  readonly internalUrl: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string, internalUrl: string) {
    this.#child = child
    this.url = url
    this.internalUrl = internalUrl
  }

  static async start(auth: StubAuth, dataDir: string): Promise<ChatProcess> {
    const env = {
      ...process.env,
      BARTAB_ISSUER: issuer,
      BARTAB_AUTH_URL: auth.url,
      BARTAB_DATA_DIR: dataDir,
      BARTAB_HOST: '127.0.0.1',
      BARTAB_PORT: '0',
      BARTAB_INTERNAL_PORT: '0',
    }
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, public_url, internal_url } = JSON.parse(line) as Record<string, string>
      if (msg !== 'chat is ready' || public_url === undefined || internal_url === undefined) continue
      child.stdout.resume()
      return new ChatProcess(child, public_url, internal_url)
    }
    throw new Error('chat did not start')
  }

  async call(token: string, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    return fetch(`${this.url}/chat/v1${path}`, {
      method,
      headers,
      ...json,
      ...(signal === undefined ? {} : { signal }),
    })
  }

  /** Ends the process, and gives its exit code, or the signal that ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return this.#child.exitCode ?? this.#child.signalCode
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    const [code, by] = await exited
    return code ?? by
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
  }
}
