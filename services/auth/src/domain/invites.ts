import { Problem } from '@bartab/sdk/problems'
import type { CreatedInvite, CreateInviteBody, InviteSummary } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import { admitInvite } from './call-limits.ts'
import { type Invite, inviteState } from './invite.ts'
import { grantableRole } from './role.ts'
import { secretHash } from './secret-text.ts'

export interface InviteDeps {
  issuer: string
  clock: () => number
  ulid: () => string
  randomBytes: (size: number) => Buffer
  store: AuthStore
}

const weekS = 7 * 86_400

/** Makes an invite; its code is in the answer and nowhere else. */
export function createInvite(
  deps: InviteDeps,
  actor: Actor,
  scopes: ReadonlySet<string>,
  input: CreateInviteBody,
): CreatedInvite {
  const role = grantableRole(deps.store.roles, scopes, input.role ?? 'member')
  const code = deps.randomBytes(20).toString('base64url')
  const invite = newInvite(deps, actor, input, code, role.name)
  deps.store.transact(() => {
    admitInvite(deps, actor.userId, actor.address)
    deps.store.invites.add(invite)
    const detail = { role: invite.role, max_uses: invite.maxUses, room_ids: invite.roomIds }
    record(deps, actor, { action: 'invite.create', target: invite.inviteId, detail })
  })
  const url = `${deps.issuer}/#/invite?code=${code}`
  return { invite_id: invite.inviteId, code, url, expires_ts: invite.expiresTs }
}

function newInvite(deps: InviteDeps, actor: Actor, input: CreateInviteBody, code: string, role: string): Invite {
  const now = deps.clock()
  return {
    inviteId: deps.ulid(),
    codeHash: secretHash(code),
    role,
    maxUses: input.max_uses ?? 1,
    uses: 0,
    roomIds: input.room_ids ?? [],
    note: input.note ?? null,
    createdBy: actor.userId,
    createdTs: now,
    expiresTs: now + (input.expires_in_s ?? weekS) * 1000,
    revokedTs: null,
  }
}

/** Withdraws an invite. Those who registered with it stay. */
export function revokeInvite(deps: InviteDeps, actor: Actor, inviteId: string): void {
  deps.store.transact(() => {
    const invite = deps.store.invites.get(inviteId)
    if (!invite) throw new Problem('INVITE_NOT_FOUND')
    if (invite.revokedTs !== null) return
    deps.store.invites.revoke(inviteId, deps.clock())
    record(deps, actor, { action: 'invite.revoke', target: inviteId })
  })
}

export function summarise(invite: Invite, now: number): InviteSummary {
  return {
    invite_id: invite.inviteId,
    role: invite.role,
    max_uses: invite.maxUses,
    uses: invite.uses,
    room_ids: invite.roomIds,
    ...(invite.note === null ? {} : { note: invite.note }),
    created_by: invite.createdBy,
    created_ts: invite.createdTs,
    expires_ts: invite.expiresTs,
    state: inviteState(invite, now),
  }
}
