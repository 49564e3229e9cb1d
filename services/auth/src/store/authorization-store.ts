import type { Database } from '@bartab/kit/sqlite'
import {
  type Authorization,
  type AuthorizationCode,
  type Authorizations,
  usedCodeMemoryMs,
} from '../domain/authorization.ts'
import type { AuthorizeRequest } from '../domain/authorize-request.ts'

interface AuthorizationRow {
  ticketHash: Buffer
  browserHash: Buffer
  request: string
  userId: string | null
  amr: string | null
  authTs: number | null
  expiresTs: number
}

type CodeRow = Omit<AuthorizationCode, 'amr'> & { amr: string }

const columns = `ticket_hash AS ticketHash, browser_hash AS browserHash, request, user_id AS userId, amr,
  auth_ts AS authTs, expires_ts AS expiresTs`

const codeColumns = `code_hash AS codeHash, client_id AS clientId, user_id AS userId, redirect_uri AS redirectUri,
  code_challenge AS codeChallenge, scope, nonce, amr, auth_ts AS authTs, expires_ts AS expiresTs,
  session_id AS sessionId`

export function authorizationStore(db: Database): Authorizations {
  const get = db.prepare<[Buffer], AuthorizationRow>(`SELECT ${columns} FROM authorization WHERE ticket_hash = ?`)
  const add = db.prepare(
    `INSERT INTO authorization (ticket_hash, browser_hash, request, expires_ts)
     VALUES (@ticketHash, @browserHash, @request, @expiresTs)`,
  )
  const prove = db.prepare(
    'UPDATE authorization SET user_id = @userId, amr = @amr, auth_ts = @authTs WHERE ticket_hash = @ticketHash',
  )
  const remove = db.prepare<[Buffer]>('DELETE FROM authorization WHERE ticket_hash = ?')
  const removeOf = db.prepare<[string]>('DELETE FROM authorization WHERE user_id = ?')
  const prune = db.prepare<[number]>('DELETE FROM authorization WHERE expires_ts <= ?')
  const codes = codeStatements(db)
  return {
    get: (ticketHash) => toAuthorization(get.get(ticketHash)),
    add: ({ proof: _none, request, ...row }) => void add.run({ ...row, request: JSON.stringify(request) }),
    prove: (ticketHash, proof) => void prove.run({ ticketHash, ...proof, amr: JSON.stringify(proof.amr) }),
    remove: (ticketHash) => remove.run(ticketHash).changes === 1,
    addCode: (code) => void codes.add.run({ ...code, amr: JSON.stringify(code.amr) }),
    code: (codeHash) => {
      const row = codes.get.get(codeHash)
      return row && { ...row, amr: JSON.parse(row.amr) as string[] }
    },
    useCode: (codeHash, sessionId) => void codes.use.run(sessionId, codeHash),
    removeOf: (userId) => {
      removeOf.run(userId)
      codes.removeOf.run(userId)
    },
    prune: (now) => {
      prune.run(now)
      codes.prune.run({ now, usedBefore: now - usedCodeMemoryMs })
    },
  }
}

function codeStatements(db: Database) {
  return {
    add: db.prepare<[CodeRow]>(
      `INSERT INTO authorization_code (code_hash, client_id, user_id, redirect_uri, code_challenge, scope, nonce, amr,
         auth_ts, expires_ts)
       VALUES (@codeHash, @clientId, @userId, @redirectUri, @codeChallenge, @scope, @nonce, @amr, @authTs, @expiresTs)`,
    ),
    get: db.prepare<[Buffer], CodeRow>(`SELECT ${codeColumns} FROM authorization_code WHERE code_hash = ?`),
    use: db.prepare<[string, Buffer]>('UPDATE authorization_code SET session_id = ? WHERE code_hash = ?'),
    removeOf: db.prepare<[string]>('DELETE FROM authorization_code WHERE user_id = ?'),
    prune: db.prepare<[{ now: number; usedBefore: number }]>(
      `DELETE FROM authorization_code
       WHERE expires_ts <= @usedBefore OR (session_id IS NULL AND expires_ts <= @now)`,
    ),
  }
}

function toAuthorization(row: AuthorizationRow | undefined): Authorization | undefined {
  if (!row) return undefined
  const { ticketHash, browserHash, expiresTs, userId, amr, authTs } = row
  const request = JSON.parse(row.request) as AuthorizeRequest
  const proof = userId === null || amr === null || authTs === null ? null : { userId, amr: JSON.parse(amr), authTs }
  return { ticketHash, browserHash, request, proof, expiresTs }
}
