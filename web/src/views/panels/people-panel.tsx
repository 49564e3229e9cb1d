import type { Member } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf, pictureOf } from '../session/people.ts'
import { Avatar } from '../ui/avatar.tsx'
import { useObservable } from '../ui/use-observable.ts'
import type { Go } from '../ui/use-place.ts'

export interface PeoplePanelProps {
  session: ChatSession
  room: RoomState
  go: Go
  onClose: () => void
}

/** Who is in the room, those who are there first. Choosing somebody opens a direct room. */
export function PeoplePanel({ session, room, go, onClose }: PeoplePanelProps) {
  const { presence } = useObservable(session.chat)
  const members = useMembers(session, room)
  const isHere = ({ user_id }: Member) => presence[user_id]?.status === 'online' || user_id === session.me.user_id
  const leave = () =>
    session.attempt(async () => {
      if (!confirm(`Leave ${room.info.name}?`)) return
      await session.client.rooms.leave(room.info.room_id)
      go(undefined)
    })
  const joined = members.filter(({ membership }) => membership === 'join')
  const groups = [
    ['Here', joined.filter(isHere)],
    ['Away', joined.filter((member) => !isHere(member))],
    ['Invited', members.filter(({ membership }) => membership === 'invite')],
  ] as const
  return (
    <aside class="people" aria-label="People in this room">
      <header>
        <h2>People</h2>
        <button type="button" class="quiet" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </header>
      {groups.map(([title, those]) => (
        <Group
          key={title}
          title={title}
          members={those}
          session={session}
          showRoles={room.info.kind !== 'direct'}
          go={go}
        />
      ))}
      {room.info.kind !== 'direct' && (
        <p class="foot">
          <button type="button" class="quiet small" onClick={leave}>
            Leave this room
          </button>
        </p>
      )}
    </aside>
  )
}

interface GroupProps {
  title: string
  members: Member[]
  session: ChatSession
  showRoles: boolean
  go: Go
}

function Group({ title, members, session, showRoles, go }: GroupProps) {
  const directory = useObservable(session.people.known)
  if (members.length === 0) return null
  const talkTo = (userId: string) =>
    session.attempt(async () => {
      const room = await session.client.rooms.create({ kind: 'direct', invite: [userId] })
      go(room.room_id)
    })
  return (
    <section>
      <h3>
        {title} · {members.length}
      </h3>
      <ul>
        {members.map(({ user_id, role }) => {
          const name = nameOf(directory, user_id)
          const oneself = user_id === session.me.user_id
          return (
            <li key={user_id}>
              <button
                type="button"
                onClick={() => talkTo(user_id)}
                disabled={oneself}
                title={oneself ? '' : `Talk to ${name}`}
              >
                <Avatar id={user_id} name={name} {...pictureOf(directory, user_id)} online={title === 'Here'} />
                <span class="name">{name}</span>
                {directory[user_id]?.role === 'bot' && <span class="tag">bot</span>}
                {showRoles && role !== 'member' && <span class="tag">{role}</span>}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The members, fetched again whenever somebody comes or goes. */
function useMembers(session: ChatSession, room: RoomState): Member[] {
  const [members, setMembers] = useState<Member[]>([])
  const { room_id } = room.info
  const lastChange = room.events.findLast(({ type }) => type === 'm.room.member')?.event_id
  useEffect(() => {
    void session.attempt(async () => {
      const all = await Array.fromAsync(session.client.rooms.members(room_id))
      session.people.meet(all.map(({ user_id }) => user_id))
      setMembers(all)
    })
  }, [room_id, lastChange, room.info.member_count])
  return members
}
