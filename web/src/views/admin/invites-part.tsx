import type { InviteSummary } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { nameOf } from '../../session/people.ts'
import { useLoaded } from '../../ui/use-loaded.ts'
import { useObservable } from '../../ui/use-observable.ts'
import { InviteDialog } from '../invite-dialog.tsx'

const states = { open: 'open', used_up: 'used up', expired: 'expired', revoked: 'revoked' } as const

/** The links with which others can register. */
export function InvitesPart({ session }: { session: ChatSession }) {
  const { invites } = session.client
  const directory = useObservable(session.people.known)
  const [isMaking, setMaking] = useState(false)
  const { value, after, reload } = useLoaded(session, async () => (await invites.list()).invites)
  const done = () => {
    setMaking(false)
    void reload()
  }
  return (
    <>
      <p>
        <button type="button" class="primary" onClick={() => setMaking(true)}>
          Invite people
        </button>
      </p>
      {value === undefined && <p aria-busy="true">One moment…</p>}
      {value?.length === 0 && <p class="hint">Nobody has been invited yet.</p>}
      <ul class="choices">
        {value?.map((invite) => (
          <li key={invite.invite_id}>
            <div>
              <span>
                {invite.note ?? `As ${invite.role}`} <span class="tag">{states[invite.state]}</span>
              </span>
              <small>{detailsOf(invite, nameOf(directory, invite.created_by))}</small>
            </div>
            {invite.state === 'open' && (
              <button type="button" class="small" onClick={() => after(() => invites.revoke(invite.invite_id))}>
                Revoke
              </button>
            )}
          </li>
        ))}
      </ul>
      {isMaking && <InviteDialog session={session} onClose={done} />}
    </>
  )
}

function detailsOf({ uses, max_uses, created_ts, expires_ts }: InviteSummary, by: string): string {
  const day = (ts: number) => new Date(ts).toLocaleDateString()
  return `used ${uses} of ${max_uses} times · by ${by} on ${day(created_ts)} · until ${day(expires_ts)}`
}
