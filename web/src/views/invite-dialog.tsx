import type { CreatedInvite } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, field } from '../ui/form.tsx'
import { roomName } from '../ui/room-name.ts'
import { useObservable } from '../ui/use-observable.ts'

const day = 86_400

/** An administrator makes a link with which others can register. */
export function InviteDialog({ session, onClose }: { session: ChatSession; onClose: () => void }) {
  const [invite, setInvite] = useState<CreatedInvite>()
  const { rooms } = useObservable(session.chat)
  const directory = useObservable(session.people.known)
  const offered = Object.values(rooms).filter(({ info }) => info.membership === 'join' && info.kind !== 'direct')
  const create = async (fields: FormData) => {
    const created = await session.client.invites.create({
      role: field(fields, 'role') ?? 'member',
      max_uses: Number(field(fields, 'max_uses') ?? 1),
      expires_in_s: Number(field(fields, 'days') ?? 7) * day,
      room_ids: fields.getAll('room').map(String),
    })
    setInvite(created)
  }
  return (
    <Dialog title="Invite people" onClose={onClose}>
      {invite ? (
        <Link invite={invite} onAgain={() => setInvite(undefined)} />
      ) : (
        <Form submit="Make the link" onSubmit={create}>
          <div class="columns">
            <label>
              For how many
              <input name="max_uses" type="number" min={1} max={10_000} value={1} required />
            </label>
            <label>
              Good for
              <select name="days">
                <option value="1">a day</option>
                <option value="7" selected>
                  a week
                </option>
                <option value="30">a month</option>
              </select>
            </label>
            <label>
              As
              <select name="role">
                <option value="member">member</option>
                <option value="admin">administrator</option>
              </select>
            </label>
          </div>
          {offered.length > 0 && (
            <fieldset>
              <legend>They join these rooms</legend>
              {offered.map(({ info }) => (
                <label class="check" key={info.room_id}>
                  <input name="room" type="checkbox" value={info.room_id} /> {roomName(info, directory)}
                </label>
              ))}
            </fieldset>
          )}
        </Form>
      )}
    </Dialog>
  )
}

function Link({ invite, onAgain }: { invite: CreatedInvite; onAgain: () => void }) {
  const until = new Date(invite.expires_ts).toLocaleString()
  return (
    <>
      <CopyField label={`Send this link. It is shown only now, and good until ${until}.`} value={invite.url} />
      <button type="button" class="quiet" onClick={onAgain}>
        Make another
      </button>
    </>
  )
}
