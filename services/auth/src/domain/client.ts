/** An OAuth client that is kept in the database: a bot, or an application with registered redirect URIs. */
export interface Client {
  clientId: string
  kind: 'bot' | 'app'
  name: string
  userId: string | null
  scopes: string[]
  /** Without a secret: it runs where it could keep none. */
  public: boolean
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  createdBy: string
  createdTs: number
}

export interface ClientSecret {
  secretId: string
  clientId: string
  secretHash: Buffer
  createdTs: number
  lastUsedTs: number | null
}

/** Clients that have not been removed, and secrets that have not been revoked. */
export interface Clients {
  get(clientId: string): Client | undefined
  ofUser(userId: string): Client | undefined
  bots(): Client[]
  applications(): Client[]
  add(client: Client): void
  remove(clientId: string, now: number): void
  /** The newest first. */
  secretsOf(clientId: string): ClientSecret[]
  addSecret(secret: ClientSecret): void
  useSecret(secretId: string, now: number): void
  revokeSecret(secretId: string, now: number): void
}

/** The client id of the web client and of `POST /login`: public, it has no secret. */
export const webClientId = 'web'

/** The built-in client of whoever runs the server; its secret is a file beside the database. */
export const operatorId = 'operator'
