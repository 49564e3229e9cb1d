import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createTokenVerifier, Lifecycle, Metrics, Readiness } from '@bartab/kit'
import type { CreatedInvite, CreateInviteBody, TokenAnswer } from '@bartab/sdk/schemas'
import { monotonicFactory } from 'ulid'
import { expect } from 'vitest'
import { buildAuth } from '../src/app.ts'
import type { AuthDeps } from '../src/deps.ts'
import { builtInFactors } from '../src/domain/built-in-factors.ts'
import type { ChatRooms } from '../src/domain/chat-rooms.ts'
import { ensureActiveKey } from '../src/domain/key-lifecycle.ts'
import { KeyRing } from '../src/domain/key-ring.ts'
import { liveTokenVerifier } from '../src/domain/live-token.ts'
import { PasswordHasher } from '../src/domain/password-hasher.ts'
import { RevocationFeed } from '../src/domain/revocation-feed.ts'
import { secretHash } from '../src/domain/secret-text.ts'
import { PepperFile } from '../src/pepper-file.ts'
import { SecretFolder } from '../src/secrets.ts'
import { type OpenAuthStore, openAuthStore } from '../src/store/auth-store.ts'

export const issuer = 'https://chat.example'
export const ownerToken = 'the-one-time-owner-token'
export const operatorSecret = 'the-secret-of-the-operator'
export const password = 'correct horse battery'

/** Nothing here is worth what a real hash costs. */
const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 }

export interface Answer<T = Record<string, unknown>> {
  status: number
  body: T
  headers: Record<string, unknown>
}

/** All of auth but its listeners, on a real database in a temporary folder, with a clock that stands still. */
export class AuthUnderTest {
  now = Date.UTC(2026, 0, 1)
  chatWorkAnnounced = 0
  /** Chat, which does what it is asked; a test may have it answer otherwise. */
  readonly chat: ChatRooms = {
    invite: async () => 200,
    join: async () => 200,
    depart: async () => 200,
    isOpenTo: async () => true,
  }
  readonly app: App
  readonly deps: AuthDeps
  readonly store: OpenAuthStore
  readonly feed: RevocationFeed
  readonly #folder: string

  private constructor(folder: string, store: OpenAuthStore, passwords: PasswordHasher, pepper: PepperFile) {
    const clock = () => this.now
    const ulids = monotonicFactory()
    const ulid = () => ulids(this.now)
    const keyRing = new KeyRing(store.signingKeys, Buffer.alloc(32, 7))
    const factorKey = Buffer.alloc(32, 6)
    let token: Buffer | undefined = secretHash(ownerToken)
    this.#folder = folder
    this.store = store
    this.feed = new RevocationFeed({ epoch: 'epoch', clock, revocations: store.revocations })
    const verifier = createTokenVerifier({ keys: keyRing, issuer, audience: issuer, clock })
    this.deps = {
      issuer,
      clock,
      ulid,
      randomBytes,
      store,
      chat: this.chat,
      passwords,
      tokenLifetimeMs: 600_000,
      pepper,
      secondFactors: builtInFactors({ clock, store, factorKey }),
      factorKey,
      keyRing,
      signer: keyRing,
      verifier: liveTokenVerifier(verifier, store.revocations),
      refreshChainKey: Buffer.alloc(32, 8),
      operatorSecret: new SecretFolder({ folder: join(folder, 'secrets'), randomBytes }).turning(
        'operator',
        operatorSecret,
        false,
        clock,
      ),
      ownerTokenHash: () => token,
      spendOwnerToken: async () => {
        token = undefined
      },
      announceRevocation: () => this.feed.announce(),
      announceChatWork: () => {
        this.chatWorkAnnounced += 1
      },
    }
    this.app = buildAuth(serverOptions(clock), this.deps)
  }

  static async start(): Promise<AuthUnderTest> {
    return AuthUnderTest.#open(mkdtempSync(join(tmpdir(), 'bartab-auth-')))
  }

  static async #open(folder: string): Promise<AuthUnderTest> {
    const secrets = new SecretFolder({ folder: join(folder, 'secrets'), randomBytes })
    const pepper = new PepperFile(secrets.turning('pepper', await secrets.ensure('pepper'), false, Date.now))
    const passwords = await PasswordHasher.create({ peppers: () => pepper.versions(), randomBytes, cost: cheap })
    const auth = new AuthUnderTest(folder, openAuthStore(join(folder, 'auth.sqlite')), passwords, pepper)
    await ensureActiveKey(auth.deps)
    return auth
  }

  /** The same database, read by another process: everything that was held in memory is gone. */
  async reopened(): Promise<AuthUnderTest> {
    const again = await AuthUnderTest.#open(this.#folder)
    again.now = this.now
    return again
  }

  async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    { token, body, form, headers = {} }: CallOptions = {},
  ): Promise<Answer<T>> {
    const answer = await this.app.inject({
      method,
      url: url.startsWith('/.') ? url : `/auth/v1${url}`,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
      ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
    })
    const parsed = answer.body === '' ? {} : JSON.parse(answer.body)
    return { status: answer.statusCode, body: parsed as T, headers: answer.headers }
  }

  async owner(): Promise<TokenAnswer> {
    const body = { token: ownerToken, username: 'olga', password }
    const answer = await this.call<TokenAnswer>('POST', '/bootstrap', { body })
    expect(answer.status).toBe(201)
    return answer.body
  }

  async operator(): Promise<string> {
    const form = { grant_type: 'client_credentials', client_id: 'operator', client_secret: operatorSecret }
    const answer = await this.call<TokenAnswer>('POST', '/oauth2/token', { form })
    expect(answer.status).toBe(200)
    return answer.body.access_token
  }

  async invite(token: string, body: CreateInviteBody = {}): Promise<CreatedInvite> {
    const answer = await this.call<CreatedInvite>('POST', '/invites', { token, body })
    expect(answer.status).toBe(201)
    return answer.body
  }

  register(code: string, username: string): Promise<Answer<TokenAnswer & { code?: string }>> {
    return this.call('POST', '/register', { body: { invite: code, username, password } })
  }

  /** A new account, made by an invite of the owner's. */
  async person(ownerToken: string, username: string, invite: CreateInviteBody = {}): Promise<TokenAnswer> {
    const { code } = await this.invite(ownerToken, invite)
    const answer = await this.register(code, username)
    expect(answer.status).toBe(201)
    return answer.body
  }

  login(username: string, secret = password): Promise<Answer<TokenAnswer & { code?: string }>> {
    return this.call('POST', '/login', { body: { username, password: secret } })
  }

  refresh(refresh_token: string): Promise<Answer<TokenAnswer & { error?: string }>> {
    return this.call('POST', '/oauth2/token', { form: { grant_type: 'refresh_token', refresh_token } })
  }

  /** How the server answers to an access token: 200, or the code of its refusal. */
  async standing(token: string): Promise<number | unknown> {
    const { status, body } = await this.call('GET', '/users', { token })
    return status === 200 ? 200 : body.code
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.feed.close()
    await this.app.close()
    this.store.close()
    rmSync(this.#folder, { recursive: true })
  }
}

interface CallOptions {
  token?: string
  body?: unknown
  form?: Record<string, string>
  headers?: Record<string, string>
}

function serverOptions(clock: () => number) {
  return {
    version: '0.0.0',
    clock,
    lifecycle: new Lifecycle(),
    metrics: new Metrics(),
    readiness: new Readiness(),
    config: {
      host: '127.0.0.1',
      port: 0,
      internalHost: '127.0.0.1',
      internalPort: 0,
      dataDir: '/nowhere',
      logLevel: 'silent' as const,
      issuer,
      serverName: 'chat.example',
      drainTimeoutMs: 1_000,
    },
  }
}
