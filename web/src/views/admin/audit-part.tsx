import type { AuditEntry } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { type Directory, nameOf } from '../../session/people.ts'
import { useLoaded } from '../../ui/use-loaded.ts'
import { useObservable } from '../../ui/use-observable.ts'
import { MessageDate } from '../message-time.tsx'

interface Trail {
  entries: readonly AuditEntry[]
  next: number | undefined
}

/** Who did what to whom, the newest first. */
export function AuditPart({ session }: { session: ChatSession }) {
  const { audit } = session.client
  const directory = useObservable(session.people.known)
  const [older, setOlder] = useState<Trail>()
  const { value } = useLoaded<Trail>(session, async () => trailOf(await audit.page({ limit: 50 })))
  const next = (older ?? value)?.next
  const more = () =>
    session.attempt(async () => {
      if (next === undefined) return
      const page = trailOf(await audit.page({ from: next, limit: 50 }))
      setOlder({ ...page, entries: [...(older?.entries ?? []), ...page.entries] })
    })
  if (value === undefined) return <p aria-busy="true">One moment…</p>
  return (
    <>
      <table class="audit">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">To whom or what</th>
          </tr>
        </thead>
        <tbody>
          {[...value.entries, ...(older?.entries ?? [])].map((entry) => (
            <tr key={entry.seq}>
              <td>
                <MessageDate ts={entry.ts} />
              </td>
              <td title={entry.address}>{called(directory, entry.actor)}</td>
              <td>{entry.action}</td>
              <td>{entry.target === undefined ? detailOf(entry) : called(directory, entry.target)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {next !== undefined && (
        <button type="button" onClick={more}>
          Show more
        </button>
      )}
    </>
  )
}

function trailOf({ entries, next }: { entries: readonly AuditEntry[]; next?: number }): Trail {
  return { entries, next }
}

function called(directory: Directory, id: string): string {
  return directory[id] ? nameOf(directory, id) : id
}

function detailOf({ detail }: AuditEntry): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}
