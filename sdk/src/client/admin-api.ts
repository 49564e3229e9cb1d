import type {
  AffectedByKey,
  AuditPage,
  AuditVerdict,
  BotCredentials,
  BotList,
  ClientList,
  CreateBotBody,
  CreateClientBody,
  CreatedClient,
  CreatedInvite,
  CreateInviteBody,
  InviteList,
  RevokedKey,
  RoleBody,
  RoleList,
  RoleSummary,
  SecretVersions,
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

  /** Whom `revoke` would refuse at this moment. */
  affected(kid: string): Promise<AffectedByKey> {
    return this.#calls.json({ method: 'GET', path: path`/auth/v1/keys/${kid}/affected` })
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

  /** The server's own word on whether the trail is whole; `bartab admin audit verify` does not rely on it. */
  verify(): Promise<AuditVerdict> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/audit/verify' })
  }
}

/** Roles made of scopes. For administrators. */
export class RolesApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  list(): Promise<RoleList> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/roles' })
  }

  put(name: string, body: RoleBody): Promise<RoleSummary> {
    return this.#calls.json({ method: 'PUT', path: path`/auth/v1/roles/${name}`, json: body, repeatable: true })
  }

  async remove(name: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/auth/v1/roles/${name}` })
  }
}

/** Applications that people may let act for them. For administrators. */
export class ClientsApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** The secret, if there is one, is in this answer and never again. */
  create(body: CreateClientBody): Promise<CreatedClient> {
    return this.#calls.json({ method: 'POST', path: '/auth/v1/clients', json: body })
  }

  list(): Promise<ClientList> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/clients' })
  }

  async remove(clientId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/auth/v1/clients/${clientId}` })
  }
}

/** Secrets of the server that rotate with two valid versions: `pepper`, `operator`, `media-links`. For administrators. */
export class SecretsApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  get(name: string): Promise<SecretVersions> {
    return this.#calls.json({ method: 'GET', path: placeOf(name) })
  }

  /** A new version takes over; the one before is still understood. Does nothing while a rotation is under way. */
  rotate(name: string): Promise<SecretVersions> {
    return this.#calls.json({ method: 'POST', path: `${placeOf(name)}/rotate`, json: {} })
  }

  /** Forgets the version before. @throws {Problem} SECRET_STILL_USED */
  retire(name: string, force = false): Promise<SecretVersions> {
    return this.#calls.json({ method: 'POST', path: `${placeOf(name)}/retire`, json: { force } })
  }
}

/** Each service keeps its own secrets. */
function placeOf(name: string): string {
  return name === 'media-links' ? path`/media/v1/secrets/${name}` : path`/auth/v1/secrets/${name}`
}
