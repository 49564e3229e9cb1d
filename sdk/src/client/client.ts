import type { Problem } from '../problems/index.ts'
import type { PresenceStatus, SyncAnswer } from '../schemas/index.ts'
import { AuditApi, BotsApi, ClientsApi, InvitesApi, KeysApi, RolesApi, SecretsApi } from './admin-api.ts'
import { readJson } from './answer.ts'
import { AuthApi } from './auth-api.ts'
import { CommandsApi, UpdatesApi } from './bot-calls-api.ts'
import { type ClientCredentials, credentialsGrant, refreshGrant } from './grants.ts'
import { Calls, Http } from './http.ts'
import { MediaApi } from './media-api.ts'
import { MessagesApi } from './messages-api.ts'
import { PeopleApi } from './people-api.ts'
import type { Middleware } from './request.ts'
import { type RetryPolicy, retryDefaults } from './retry.ts'
import { RoomsApi } from './rooms-api.ts'
import type { ServerInfo } from './server-info.ts'
import { Session } from './session.ts'
import { type Surroundings, surroundings } from './surroundings.ts'
import { type SyncOptions, syncLoop } from './sync-loop.ts'
import { MemoryTokenStore, type TokenStore } from './token-store.ts'
import { WebhooksApi } from './webhooks-api.ts'

export interface ClientOptions {
  /** Where the server is reached, such as `https://chat.example.org`. */
  url: string
  /** Where the session is kept between starts. Default: in memory. */
  tokens?: TokenStore
  /** A bot's or a tool's credentials, in place of a login; a function is asked before each new token. */
  credentials?: ClientCredentials | (() => ClientCredentials)
  /** How calls are repeated; what is left out keeps its default. */
  retry?: Partial<RetryPolicy>
  /** Called when the session is over: logged out here, or ended by the server. */
  onSessionEnd?: (reason: Problem | 'logout') => void
  /** For tests: the network, the clock and chance. */
  surroundings?: Partial<Surroundings>
}

/**
 * A BarTAB server as one account sees it.
 *
 * Calls resolve with the answer's body and reject with a `Problem`, whose `code` says what went wrong and whose `fix`
 * says what to do. Broken connections, failing servers and limits are waited for and tried again within bounds;
 * access tokens are renewed once however many calls wait for them.
 *
 * @example
 * const client = new Client({ url: 'http://127.0.0.1:8008' })
 * await client.auth.login({ username: 'ann', password })
 * await client.messages.send(roomId, 'hello')
 * for await (const answer of client.sync()) show(answer)
 */
export class Client {
  readonly auth: AuthApi
  readonly people: PeopleApi
  readonly invites: InvitesApi
  readonly bots: BotsApi
  readonly keys: KeysApi
  readonly audit: AuditApi
  readonly roles: RolesApi
  readonly clients: ClientsApi
  readonly secrets: SecretsApi
  readonly rooms: RoomsApi
  readonly messages: MessagesApi
  readonly commands: CommandsApi
  readonly updates: UpdatesApi
  readonly webhooks: WebhooksApi
  readonly media: MediaApi
  readonly session: Session
  readonly #http: Http
  readonly #calls: Calls
  readonly #around: Surroundings

  constructor(options: ClientOptions) {
    this.#around = surroundings(options.surroundings)
    this.#http = new Http(options.url, { ...retryDefaults, ...options.retry }, this.#around)
    const { anonymous } = this.#http
    this.session = new Session({
      store: options.tokens ?? new MemoryTokenStore(),
      grant: options.credentials ? credentialsGrant(anonymous, options.credentials) : refreshGrant(anonymous),
      clock: this.#around.clock,
      onEnd: options.onSessionEnd,
    })
    this.#calls = new Calls(this.#http, this.session)
    this.auth = new AuthApi(this.#http, this.#calls, this.session)
    this.people = new PeopleApi(this.#calls)
    this.invites = new InvitesApi(this.#calls)
    this.bots = new BotsApi(this.#calls)
    this.keys = new KeysApi(this.#calls)
    this.audit = new AuditApi(this.#calls)
    this.roles = new RolesApi(this.#calls)
    this.clients = new ClientsApi(this.#calls)
    this.secrets = new SecretsApi(this.#calls)
    this.rooms = new RoomsApi(this.#calls)
    this.messages = new MessagesApi(this.#calls, this.#around.newId)
    this.commands = new CommandsApi(this.#calls)
    this.updates = new UpdatesApi(this.#calls)
    this.webhooks = new WebhooksApi(this.#calls)
    this.media = new MediaApi(this.#calls)
  }

  /** Adds a step around every attempt to reach the server; the last one added is the outermost. */
  use(hook: Middleware): this {
    this.#http.use(hook)
    return this
  }

  /** What the server says of itself, logged in or not. */
  async serverInfo(): Promise<ServerInfo> {
    return readJson(await this.#http.anonymous({ method: 'GET', path: '/.well-known/bartab', auth: 'none' }))
  }

  /** Shows the others that the caller is there. */
  async setPresence(status: PresenceStatus, message?: string): Promise<void> {
    const json = { status, ...(message !== undefined && { message }) }
    await this.#calls.raw({ method: 'PUT', path: '/chat/v1/presence', json })
  }

  /** What happens in all rooms, answer by answer; see `syncLoop`. */
  sync(options: SyncOptions = {}): AsyncGenerator<SyncAnswer> {
    return syncLoop(
      (query, signal) => this.#calls.jsonOnce({ method: 'GET', path: '/chat/v1/sync', query: { ...query }, signal }),
      () => this.rooms.each(),
      this.#around,
      options,
    )
  }
}
