import { Problem } from '@bartab/sdk/problems'

export interface Invite {
  inviteId: string
  codeHash: Buffer
  role: string
  maxUses: number
  uses: number
  roomIds: string[]
  note: string | null
  createdBy: string
  createdTs: number
  expiresTs: number
  revokedTs: number | null
}

export interface Invites {
  get(inviteId: string): Invite | undefined
  byCodeHash(codeHash: Buffer): Invite | undefined
  all(): Invite[]
  add(invite: Invite): void
  revoke(inviteId: string, now: number): void
  /** Counts one use, unless they are all used. */
  /** Open invites that give the role. */
  countOpen(role: string, now: number): number
  use(inviteId: string, userId: string, now: number): boolean
}

export type InviteState = 'open' | 'used_up' | 'expired' | 'revoked'

export function inviteState(invite: Invite, now: number): InviteState {
  if (invite.revokedTs !== null) return 'revoked'
  if (invite.uses >= invite.maxUses) return 'used_up'
  return now < invite.expiresTs ? 'open' : 'expired'
}

/** Whoever holds the code may know why it does not work any more. */
export function requireOpen(invite: Invite | undefined, now: number): Invite {
  if (!invite) throw new Problem('INVITE_NOT_FOUND')
  switch (inviteState(invite, now)) {
    case 'open':
      return invite
    case 'revoked':
      throw new Problem('INVITE_REVOKED')
    case 'used_up':
      throw new Problem('INVITE_USED_UP')
    case 'expired':
      throw new Problem('INVITE_EXPIRED')
  }
}
