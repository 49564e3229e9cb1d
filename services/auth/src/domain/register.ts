import { Problem } from '@bartab/sdk/problems'
import type { RegisterBody } from '@bartab/sdk/schemas'
import { record } from './audit-trail.ts'
import { admitRegistration } from './call-limits.ts'
import { operatorId, webClientId } from './client.ts'
import { type Invite, requireOpen } from './invite.ts'
import { admit, type NewPersonDeps, prepareNewcomer } from './new-person.ts'
import { type OpenedSession, openSession, type SessionDeps } from './open-session.ts'
import { secretHash } from './secret-text.ts'

export interface RegisterDeps extends NewPersonDeps, SessionDeps {
  store: SessionDeps['store']
}

/** Makes an account by an invite. The rooms of the invite are joined afterwards, see `RoomJoiner`. */
export async function register(deps: RegisterDeps, address: string, input: RegisterBody): Promise<OpenedSession> {
  deps.store.transact(() => admitRegistration(deps, input.invite, address))
  const codeHash = secretHash(input.invite)
  requireInvite(deps, codeHash)
  const newcomer = await prepareNewcomer(deps, input)
  return deps.store.transact(() => {
    const invite = requireInvite(deps, codeHash)
    const user = admit(deps, newcomer, invite.role)
    if (!deps.store.invites.use(invite.inviteId, user.userId, deps.clock())) throw new Problem('INVITE_USED_UP')
    for (const roomId of invite.roomIds) rememberJoin(deps, invite, user.userId, roomId)
    record(deps, { userId: user.userId, address }, { action: 'user.register', target: invite.inviteId })
    return openSession(deps, user, { clientId: webClientId, address, amr: ['pwd'] })
  })
}

function requireInvite(deps: RegisterDeps, codeHash: Buffer): Invite {
  const invite = requireOpen(deps.store.invites.byCodeHash(codeHash), deps.clock())
  if (!mayStillInvite(deps, invite.createdBy)) throw new Problem('INVITE_REVOKED')
  return invite
}

// an invite is worth as much as the account that made it
function mayStillInvite({ store }: RegisterDeps, creatorId: string): boolean {
  if (creatorId === operatorId) return true
  const creator = store.users.get(creatorId)
  return creator !== undefined && creator.disabledTs === null
}

function rememberJoin({ store, clock }: RegisterDeps, invite: Invite, userId: string, roomId: string): void {
  store.roomJoins.add({ userId, roomId, inviterId: invite.createdBy, attempts: 0 }, clock())
}
