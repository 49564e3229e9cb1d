import type { Room } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf, pictureOf } from '../session/people.ts'
import { Avatar } from '../ui/avatar.tsx'
import { roomName } from '../ui/room-name.ts'
import { useObservable } from '../ui/use-observable.ts'
import type { Go } from '../ui/use-place.ts'
import { useRoomKeys } from '../ui/use-room-keys.ts'
import { AccountDialog } from './account/account-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { RoomsDialog } from './rooms-dialog.tsx'

export interface SidebarProps {
  session: ChatSession
  openId: string | undefined
  go: Go
}

/** The rooms, and oneself. */
export function Sidebar({ session, openId, go }: SidebarProps) {
  const { rooms } = useObservable(session.chat)
  const [dialog, setDialog] = useState<'rooms' | 'invite' | 'account'>()
  const all = Object.values(rooms).map(({ info }) => info)
  const invited = all.filter(({ membership }) => membership === 'invite')
  const joined = all.filter(({ membership }) => membership === 'join').sort((a, b) => b.last_ts - a.last_ts)
  const grouped = joined.filter(({ kind }) => kind !== 'direct').sort((a, b) => a.name.localeCompare(b.name))
  const direct = joined.filter(({ kind }) => kind === 'direct')
  useRoomKeys([...grouped, ...direct], openId, go)

  return (
    <nav class="sidebar" aria-label="Rooms">
      <div class="scroll">
        {invited.length > 0 && <h2>Invitations</h2>}
        {invited.map((room) => (
          <Invitation key={room.room_id} session={session} room={room} go={go} />
        ))}
        <h2>
          Rooms
          <button type="button" class="quiet" onClick={() => setDialog('rooms')} aria-label="Make or find a room">
            +
          </button>
        </h2>
        <RoomLinks session={session} rooms={grouped} openId={openId} />
        {grouped.length === 0 && <p class="hint">None yet. Make one, or join a public one.</p>}
        {direct.length > 0 && <h2>People</h2>}
        <RoomLinks session={session} rooms={direct} openId={openId} />
      </div>
      <Oneself session={session} onInvite={() => setDialog('invite')} onAccount={() => setDialog('account')} />
      {dialog === 'rooms' && <RoomsDialog session={session} go={go} onClose={() => setDialog(undefined)} />}
      {dialog === 'account' && <AccountDialog session={session} onClose={() => setDialog(undefined)} />}
      {dialog === 'invite' && <InviteDialog session={session} onClose={() => setDialog(undefined)} />}
    </nav>
  )
}

function RoomLinks({ session, rooms, openId }: { session: ChatSession; rooms: Room[]; openId: string | undefined }) {
  const directory = useObservable(session.people.known)
  const { presence } = useObservable(session.chat)
  return (
    <ul class="rooms">
      {rooms.map((room) => {
        const name = roomName(room, directory)
        const open = room.room_id === openId
        const other = room.direct_with
        return (
          <li key={room.room_id}>
            <a
              href={`#/room/${room.room_id}`}
              aria-current={open ? 'page' : undefined}
              class={room.unread ? 'unread' : ''}
            >
              {other === undefined ? (
                <span class="sigil" aria-hidden="true">
                  {room.kind === 'private' ? '🔒' : '#'}
                </span>
              ) : (
                <Avatar
                  id={other}
                  name={name}
                  {...pictureOf(directory, other)}
                  online={presence[other]?.status === 'online'}
                />
              )}
              <span class="name">{name}</span>
              {room.unread > 0 && !open && <Badge room={room} />}
            </a>
          </li>
        )
      })}
    </ul>
  )
}

function Badge({ room }: { room: Room }) {
  const count = room.unread > 99 ? '99+' : String(room.unread)
  return (
    <span class={`badge${room.mentions > 0 || room.kind === 'direct' ? ' loud' : ''}`}>
      {count}
      <span class="unseen"> unread</span>
    </span>
  )
}

function Invitation({ session, room, go }: { session: ChatSession; room: Room; go: Go }) {
  const directory = useObservable(session.people.known)
  const accept = () =>
    session.attempt(async () => {
      await session.client.rooms.join(room.room_id)
      go(room.room_id)
    })
  const decline = () => session.attempt(() => session.client.rooms.leave(room.room_id))
  return (
    <div class="invitation">
      <span class="name">{roomName(room, directory)}</span>
      <button type="button" class="primary small" onClick={accept}>
        Join
      </button>
      <button type="button" class="quiet small" onClick={decline} aria-label={`Decline ${roomName(room, directory)}`}>
        ✕
      </button>
    </div>
  )
}

interface OneselfProps {
  session: ChatSession
  onInvite: () => void
  onAccount: () => void
}

function Oneself({ session, onInvite, onAccount }: OneselfProps) {
  const directory = useObservable(session.people.known)
  const { user_id, username } = session.me
  const name = directory[user_id] ? nameOf(directory, user_id) : session.me.display_name
  return (
    <div class="oneself">
      <button type="button" class="quiet self" onClick={onAccount} title={`@${username}: your account`}>
        <Avatar id={user_id} name={name} {...pictureOf(directory, user_id)} online />
        <span class="name">{name}</span>
      </button>
      {session.isAdmin && (
        <button type="button" class="small" onClick={onInvite}>
          Invite
        </button>
      )}
      <button
        type="button"
        class="quiet small icon"
        onClick={() => void session.client.auth.logout()}
        title="Log out"
        aria-label="Log out"
      >
        <svg
          viewBox="0 0 20 20"
          width="18"
          height="18"
          fill="none"
          stroke="currentColor"
          stroke-width="1.7"
          aria-hidden="true"
        >
          <path d="M8 3H4.500A1.500 1.500 0 0 0 3 4.500v11A1.500 1.500 0 0 0 4.500 17H8M13 6l4 4-4 4M17 10H8" />
        </svg>
      </button>
    </div>
  )
}
