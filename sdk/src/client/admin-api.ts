import type {
  AuditPage,
  BotCredentials,
  BotList,
  CreateBotBody,
  CreatedInvite,
  CreateInviteBody,
  InviteList,
  RevokedKey,
  SigningKeyList,
  SigningKeySummary,
} from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { path } from './request.ts'

/** Invitations to the server. For administrators. */
export class InvitesApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  create(body: CreateInviteBody = {}): Promise<CreatedInvite> {
    return this.#calls.json({ method: 'POST', path: '/auth/v1/invites', json: body })
  }

  list(): Promise<InviteList> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/invites' })
  }

  async revoke(inviteId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/auth/v1/invites/${inviteId}` })
  }
}

/** Bots and their credentials. For administrators. */
export class BotsApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** The secret is in this answer and never again. */
  create(body: CreateBotBody): Promise<BotCredentials> {
    return this.#calls.json({ method: 'POST', path: '/auth/v1/bots', json: body })
  }

  list(): Promise<BotList> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/bots' })
  }

  /** A second secret, valid beside the one before it. */
  newSecret(botId: string): Promise<BotCredentials> {
    return this.#calls.json({ method: 'POST', path: path`/auth/v1/bots/${botId}/secret` })
  }

  async remove(botId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/auth/v1/bots/${botId}` })
  }
}

/** The keys that sign tokens. For administrators. */
export class KeysApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  list(): Promise<SigningKeyList> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/keys' })
  }

  create(): Promise<SigningKeySummary> {
    return this.#calls.json({ method: 'POST', path: '/auth/v1/keys' })
  }

  activate(kid: string): Promise<SigningKeySummary> {
    return this.#calls.json({ method: 'POST', path: path`/auth/v1/keys/${kid}/activate` })
  }

  retire(kid: string): Promise<SigningKeySummary> {
    return this.#calls.json({ method: 'POST', path: path`/auth/v1/keys/${kid}/retire` })
  }

  /** The emergency path: what the key signed is worth nothing from now on. */
  revoke(kid: string): Promise<RevokedKey> {
    return this.#calls.json({ method: 'POST', path: path`/auth/v1/keys/${kid}/revoke` })
  }
}

/** Who did what to whom. For administrators. */
export class AuditApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  page(query: { from?: number; limit?: number } = {}): Promise<AuditPage> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/audit', query })
  }
}
