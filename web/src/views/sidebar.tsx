import type { Room } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf, pictureOf } from '../session/people.ts'
import type { Place } from '../session/place.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { roomName } from '../ui/room-name.ts'
import { useObservable } from '../ui/use-observable.ts'
import type { Go } from '../ui/use-place.ts'
import { useRoomKeys } from '../ui/use-room-keys.ts'
import { AccountDialog } from './account/account-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { RoomsDialog } from './rooms-dialog.tsx'

export interface SidebarProps {
  session: ChatSession
  place: Place
  go: Go
}

/** The rooms, and oneself. */
export function Sidebar({ session, place, go }: SidebarProps) {
  const { rooms } = useObservable(session.chat)
  const link = useObservable(session.link)
  const openId = place.at === 'chat' ? place.roomId : undefined
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
          <IconButton icon="plus" label="Make or find a room" onClick={() => setDialog('rooms')} />
        </h2>
        <RoomLinks session={session} rooms={grouped} openId={openId} />
        {grouped.length === 0 && link.state === 'connecting' && <p class="hint">Fetching your rooms…</p>}
        {grouped.length === 0 && link.state !== 'connecting' && (
          <p class="hint">None yet. Make one, or join a public one.</p>
        )}
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
                  {room.kind === 'private' ? <Icon name="lock" size={16} /> : '#'}
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

/** What is unread; where one is meant, it says so and counts that. */
function Badge({ room }: { room: Room }) {
  const isMeant = room.mentions > 0
  const count = isMeant ? room.mentions : room.unread
  return (
    <span class={`badge${isMeant || room.kind === 'direct' ? ' loud' : ''}`}>
      {isMeant && '@'}
      {count > 99 ? '99+' : count}
      <span class="unseen">{isMeant ? ' mentions' : ' unread'}</span>
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
      <IconButton icon="close" label={`Decline ${roomName(room, directory)}`} onClick={decline} />
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
      {session.isAdmin && <IconButton icon="invite" label="Invite people" onClick={onInvite} />}
      {session.isAdmin && (
        <a class="quiet icon-button" href="#/admin" title="Look after this server" aria-label="Look after this server">
          <Icon name="server" />
        </a>
      )}
      <IconButton icon="logout" label="Log out" onClick={() => void session.logOut()} />
    </div>
  )
}
