import type { Database } from '@bartab/kit/sqlite'
import type { NewSigningKey, PublicJwk, SigningKey, SigningKeys } from '../domain/signing-key.ts'

type KeyRow = Omit<SigningKey, 'publicJwk'> & { publicJwk: string }

const columns = `kid, state, public_jwk AS publicJwk, private_jwe AS privateJwe, created_ts AS createdTs,
  activated_ts AS activatedTs, retiring_ts AS retiringTs, retired_ts AS retiredTs, revoked_ts AS revokedTs,
  longest_token_ms AS longestTokenMs`

export function signingKeyStore(db: Database): SigningKeys {
  const get = db.prepare<[string], KeyRow>(`SELECT ${columns} FROM signing_key WHERE kid = ?`)
  const all = db.prepare<[], KeyRow>(`SELECT ${columns} FROM signing_key ORDER BY created_ts DESC, kid DESC`)
  const active = db.prepare<[], KeyRow>(`SELECT ${columns} FROM signing_key WHERE state = 'active'`)
  const add = db.prepare<[Omit<NewSigningKey, 'publicJwk'> & { publicJwk: string }]>(
    `INSERT INTO signing_key (kid, state, public_jwk, private_jwe, created_ts, activated_ts)
     VALUES (@kid, @state, @publicJwk, @privateJwe, @createdTs, @activatedTs)`,
  )
  const activate = db.prepare<[number, number, string]>(
    "UPDATE signing_key SET state = 'active', activated_ts = ?, longest_token_ms = ? WHERE kid = ?",
  )
  const longest = db
    .prepare<[], number | null>("SELECT max(longest_token_ms) FROM signing_key WHERE state IN ('active', 'retiring')")
    .pluck()
  const noteLifetime = db.prepare<[{ lifetimeMs: number }]>(
    `UPDATE signing_key SET longest_token_ms = @lifetimeMs
     WHERE state = 'active' AND longest_token_ms < @lifetimeMs`,
  )
  const startRetiring = db.prepare<[number, string]>(
    "UPDATE signing_key SET state = 'retiring', retiring_ts = ? WHERE kid = ?",
  )
  const retire = db.prepare<[number, number | null, string]>(
    "UPDATE signing_key SET state = 'retired', retired_ts = ?, revoked_ts = ?, private_jwe = NULL WHERE kid = ?",
  )
  return {
    get: (kid) => toKey(get.get(kid)),
    all: () => all.all().map((row) => toKey(row)),
    active: () => toKey(active.get()),
    add: (key) => void add.run({ ...key, publicJwk: JSON.stringify(key.publicJwk) }),
    longestTokenMs: () => longest.get() ?? 600_000,
    noteTokenLifetime: (lifetimeMs) => void noteLifetime.run({ lifetimeMs }),
    activate: (kid, now, tokenLifetimeMs) => void activate.run(now, tokenLifetimeMs, kid),
    startRetiring: (kid, now) => void startRetiring.run(now, kid),
    retire: (kid, now, revoked) => void retire.run(now, revoked ? now : null, kid),
  }
}

function toKey(row: KeyRow): SigningKey
function toKey(row: KeyRow | undefined): SigningKey | undefined
function toKey(row: KeyRow | undefined): SigningKey | undefined {
  return row && { ...row, publicJwk: JSON.parse(row.publicJwk) as PublicJwk }
}
