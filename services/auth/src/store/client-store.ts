import type { Database } from '@bartab/kit/sqlite'
import type { Client, ClientSecret, Clients } from '../domain/client.ts'

interface ClientRow extends Omit<Client, 'scopes' | 'public' | 'redirectUris' | 'postLogoutRedirectUris'> {
  scopes: string
  public: number
  redirectUris: string
  postLogoutRedirectUris: string
}

const columns = `client_id AS clientId, kind, name, user_id AS userId, scopes, public, redirect_uris AS redirectUris,
  post_logout_redirect_uris AS postLogoutRedirectUris, created_by AS createdBy, created_ts AS createdTs`

const secretColumns = `secret_id AS secretId, client_id AS clientId, secret_hash AS secretHash,
  created_ts AS createdTs, last_used_ts AS lastUsedTs`

export function clientStore(db: Database): Clients {
  const get = db.prepare<[string], ClientRow>(
    `SELECT ${columns} FROM client WHERE client_id = ? AND removed_ts IS NULL`,
  )
  const ofUser = db.prepare<[string], ClientRow>(
    `SELECT ${columns} FROM client WHERE user_id = ? AND removed_ts IS NULL`,
  )
  const ofKind = db.prepare<[Client['kind']], ClientRow>(
    `SELECT ${columns} FROM client WHERE kind = ? AND removed_ts IS NULL ORDER BY client_id`,
  )
  const add = db.prepare<[ClientRow]>(
    `INSERT INTO client (client_id, kind, name, user_id, scopes, public, redirect_uris, post_logout_redirect_uris,
       created_by, created_ts)
     VALUES (@clientId, @kind, @name, @userId, @scopes, @public, @redirectUris, @postLogoutRedirectUris,
       @createdBy, @createdTs)`,
  )
  const remove = db.prepare<[number, string]>('UPDATE client SET removed_ts = ? WHERE client_id = ?')
  const secretsOf = db.prepare<[string], ClientSecret>(
    `SELECT ${secretColumns} FROM client_secret WHERE client_id = ? AND revoked_ts IS NULL ORDER BY secret_id DESC`,
  )
  const addSecret = db.prepare<[ClientSecret]>(
    `INSERT INTO client_secret (secret_id, client_id, secret_hash, created_ts)
     VALUES (@secretId, @clientId, @secretHash, @createdTs)`,
  )
  const useSecret = db.prepare<[number, string]>('UPDATE client_secret SET last_used_ts = ? WHERE secret_id = ?')
  const revokeSecret = db.prepare<[number, string]>('UPDATE client_secret SET revoked_ts = ? WHERE secret_id = ?')
  return {
    get: (clientId) => toClient(get.get(clientId)),
    ofUser: (userId) => toClient(ofUser.get(userId)),
    bots: () => ofKind.all('bot').map((row) => toClient(row)),
    applications: () => ofKind.all('app').map((row) => toClient(row)),
    add: (client) => void add.run(toRow(client)),
    remove: (clientId, now) => void remove.run(now, clientId),
    secretsOf: (clientId) => secretsOf.all(clientId),
    addSecret: (secret) => void addSecret.run(secret),
    useSecret: (secretId, now) => void useSecret.run(now, secretId),
    revokeSecret: (secretId, now) => void revokeSecret.run(now, secretId),
  }
}

function toRow(client: Client): ClientRow {
  return {
    ...client,
    scopes: JSON.stringify(client.scopes),
    public: client.public ? 1 : 0,
    redirectUris: JSON.stringify(client.redirectUris),
    postLogoutRedirectUris: JSON.stringify(client.postLogoutRedirectUris),
  }
}

function toClient(row: ClientRow): Client
function toClient(row: ClientRow | undefined): Client | undefined
function toClient(row: ClientRow | undefined): Client | undefined {
  if (!row) return undefined
  return {
    ...row,
    scopes: JSON.parse(row.scopes) as string[],
    public: row.public === 1,
    redirectUris: JSON.parse(row.redirectUris) as string[],
    postLogoutRedirectUris: JSON.parse(row.postLogoutRedirectUris) as string[],
  }
}
