import type { Database } from '@bartab/kit/sqlite'
import type { Invite, Invites } from '../domain/invite.ts'

type InviteRow = Omit<Invite, 'roomIds'> & { roomIds: string }

const columns = `invite_id AS inviteId, code_hash AS codeHash, role, max_uses AS maxUses, uses, room_ids AS roomIds,
  note, created_by AS createdBy, created_ts AS createdTs, expires_ts AS expiresTs, revoked_ts AS revokedTs`

export function inviteStore(db: Database): Invites {
  const get = db.prepare<[string], InviteRow>(`SELECT ${columns} FROM invite WHERE invite_id = ?`)
  const byCodeHash = db.prepare<[Buffer], InviteRow>(`SELECT ${columns} FROM invite WHERE code_hash = ?`)
  const all = db.prepare<[], InviteRow>(`SELECT ${columns} FROM invite ORDER BY invite_id DESC`)
  const add = db.prepare<[InviteRow]>(
    `INSERT INTO invite (invite_id, code_hash, role, max_uses, room_ids, note, created_by, created_ts, expires_ts)
     VALUES (@inviteId, @codeHash, @role, @maxUses, @roomIds, @note, @createdBy, @createdTs, @expiresTs)`,
  )
  const revoke = db.prepare<[number, string]>(
    'UPDATE invite SET revoked_ts = ? WHERE invite_id = ? AND revoked_ts IS NULL',
  )
  const countOpen = db
    .prepare<[string, number], number>(
      'SELECT count(*) FROM invite WHERE role = ? AND revoked_ts IS NULL AND uses < max_uses AND expires_ts > ?',
    )
    .pluck()
  const count = db.prepare<[string]>('UPDATE invite SET uses = uses + 1 WHERE invite_id = ? AND uses < max_uses')
  const remember = db.prepare<[string, string, number]>(
    'INSERT INTO invite_use (invite_id, user_id, used_ts) VALUES (?, ?, ?)',
  )
  return {
    get: (inviteId) => toInvite(get.get(inviteId)),
    byCodeHash: (codeHash) => toInvite(byCodeHash.get(codeHash)),
    all: () => all.all().map((row) => toInvite(row)),
    add: (invite) => void add.run({ ...invite, roomIds: JSON.stringify(invite.roomIds) }),
    revoke: (inviteId, now) => void revoke.run(now, inviteId),
    countOpen: (role, now) => countOpen.get(role, now) ?? 0,
    use: (inviteId, userId, now) => {
      if (count.run(inviteId).changes === 0) return false
      remember.run(inviteId, userId, now)
      return true
    },
  }
}

function toInvite(row: InviteRow): Invite
function toInvite(row: InviteRow | undefined): Invite | undefined
function toInvite(row: InviteRow | undefined): Invite | undefined {
  return row && { ...row, roomIds: JSON.parse(row.roomIds) as string[] }
}
