import type { Room } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import type { Panel } from '../../session/panel.ts'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { below, type Point } from '../../ui/popover.tsx'
import { roomName } from '../../ui/room-name.ts'
import { useObservable } from '../../ui/use-observable.ts'
import type { Go } from '../../ui/use-place.ts'
import { RoomInviteDialog } from './room-invite-dialog.tsx'
import { RoomSettingsDialog } from './room-settings-dialog.tsx'

export interface RoomHeaderProps {
  session: ChatSession
  room: Room
  panel: Panel | undefined
  onPanel: (panel: Panel | undefined) => void
  go: Go
}

/** The room's name and topic, and what can be done with the room as a whole. */
export function RoomHeader({ session, room, panel, onPanel, go }: RoomHeaderProps) {
  const directory = useObservable(session.people.known)
  const [menuAt, setMenuAt] = useState<Point>()
  const [dialog, setDialog] = useState<'invite' | 'settings'>()
  const close = () => setDialog(undefined)
  const toggle = (wanted: Panel) => () => onPanel(panel?.is === wanted.is ? undefined : wanted)
  const pins = room.pinned?.length ?? 0
  return (
    <header class="room-header">
      <a class="back" href="#/" aria-label="Back to the rooms">
        <Icon name="back" size={22} />
      </a>
      <div class="what">
        <h1>{roomName(room, directory)}</h1>
        {room.topic && <p title={room.topic}>{room.topic}</p>}
      </div>
      {room.archived && <span class="tag">archived</span>}
      <IconButton icon="search" label="Search" pressed={panel?.is === 'search'} onClick={toggle({ is: 'search' })} />
      <IconButton
        icon="pin"
        label={pins === 0 ? 'Pinned messages' : `Pinned messages: ${pins}`}
        pressed={panel?.is === 'pins'}
        onClick={toggle({ is: 'pins' })}
      />
      <button
        type="button"
        class="quiet icon-button"
        aria-pressed={panel?.is === 'people'}
        title="People in this room"
        onClick={toggle({ is: 'people' })}
      >
        <Icon name="people" /> {room.member_count}
        <span class="unseen"> people</span>
      </button>
      {room.kind !== 'direct' && (
        <IconButton
          icon="more"
          label="More about this room"
          onClick={({ currentTarget }) => setMenuAt(below(currentTarget))}
        />
      )}
      {menuAt && (
        <Menu
          label="This room"
          at={menuAt}
          onClose={() => setMenuAt(undefined)}
          items={roomMenu(session, room, go, setDialog)}
        />
      )}
      {dialog === 'invite' && <RoomInviteDialog session={session} room={room} onClose={close} />}
      {dialog === 'settings' && <RoomSettingsDialog session={session} room={room} go={go} onClose={close} />}
    </header>
  )
}

function roomMenu(
  session: ChatSession,
  room: Room,
  go: Go,
  setDialog: (dialog: 'invite' | 'settings') => void,
): MenuItem[] {
  const leave = () => {
    if (!confirm(`Leave ${room.name}?`)) return
    void session.attempt(async () => {
      await session.client.rooms.leave(room.room_id)
      go(undefined)
    })
  }
  const items: (MenuItem | false)[] = [
    { label: 'Add people', icon: 'plus', act: () => setDialog('invite') },
    room.role !== 'member' && { label: 'Settings', icon: 'settings', act: () => setDialog('settings') },
    { label: 'Leave this room', icon: 'logout', act: leave, bad: true },
  ]
  return items.filter((item) => item !== false)
}
