import type { SearchQuery, SearchResult } from '@bartab/sdk/schemas'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { RoomState } from '../../chat/chat-state.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import { Search } from '../../session/search.ts'
import { Form, field } from '../../ui/form.tsx'
import { roomName } from '../../ui/room-name.ts'
import { useObservable } from '../../ui/use-observable.ts'
import { FoundMessage } from './found-message.tsx'
import { SidePanel } from './side-panel.tsx'

export interface SearchPanelProps {
  session: ChatSession
  room: RoomState
  onClose: () => void
}

/** Looks for what was said, here or in all of one's rooms. */
export function SearchPanel({ session, room, onClose }: SearchPanelProps) {
  const [search] = useState(() => new Search(session.client))
  const found = useObservable(search.found)
  const { rooms } = useObservable(session.chat)
  const directory = useObservable(session.people.known)
  const nameFor = (roomId: string) => {
    const info = rooms[roomId]?.info
    return info && roomId !== room.info.room_id ? roomName(info, directory) : undefined
  }
  return (
    <SidePanel title="Search" onClose={onClose}>
      <Form submit="Search" onSubmit={(fields) => search.begin(queryOf(fields, room.info.room_id))}>
        <SearchFields session={session} name={roomName(room.info, directory)} />
      </Form>
      <div class="results" role="status" aria-label="What was found">
        {found?.results.length === 0 && <p class="hint">Nothing has all of these words. Try fewer, or all rooms.</p>}
        {found?.results.map(({ event, snippet }) => (
          <FoundMessage key={event.event_id} session={session} event={event} where={nameFor(event.room_id)}>
            <Snippet snippet={snippet} />
          </FoundMessage>
        ))}
        {found?.end !== undefined && (
          <button type="button" onClick={() => void session.attempt(() => search.more())}>
            Show more
          </button>
        )}
      </div>
    </SidePanel>
  )
}

function SearchFields({ session, name }: { session: ChatSession; name: string }) {
  const people = Object.values(useObservable(session.people.known))
  const words = useRef<HTMLInputElement>(null)
  useEffect(() => words.current?.focus(), [])
  return (
    <>
      <label>
        Words
        <input ref={words} name="q" type="search" required maxLength={200} placeholder="such as: snail race" />
      </label>
      <div class="columns">
        <label>
          Where
          <select name="where">
            <option value="here">{name}</option>
            <option value="everywhere">All my rooms</option>
          </select>
        </label>
        <label>
          From
          <select name="sender">
            <option value="">Anybody</option>
            {people
              .toSorted((a, b) => a.display_name.localeCompare(b.display_name))
              .map(({ user_id, display_name }) => (
                <option key={user_id} value={user_id}>
                  {display_name}
                </option>
              ))}
          </select>
        </label>
      </div>
      <label class="check">
        <input name="has" type="checkbox" value="attachment" /> With a picture or a file
      </label>
    </>
  )
}

function queryOf(fields: FormData, roomId: string): SearchQuery {
  const sender = field(fields, 'sender')
  return {
    q: field(fields, 'q') ?? '',
    ...(fields.get('where') === 'here' && { room_id: roomId }),
    ...(sender !== undefined && { sender }),
    ...(fields.has('has') && { has: 'attachment' as const }),
  }
}

function Snippet({ snippet }: Pick<SearchResult, 'snippet'>) {
  return (
    <span class="excerpt">{snippet.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : text))}</span>
  )
}
