import type { SessionSummary } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'

/** Every login of one's own, and how to end the others. */
export function SessionsPart({ session }: { session: ChatSession }) {
  const { auth } = session.client
  const [sessions, setSessions] = useState<SessionSummary[]>([])
  const load = () => session.attempt(async () => setSessions((await auth.sessions()).sessions))
  useEffect(() => void load(), [session])
  const after = (act: () => Promise<unknown>) => () => void session.attempt(act).then(load)
  return (
    <>
      <ul class="choices">
        {sessions.map((one) => (
          <li key={one.session_id}>
            <div>
              <span>
                {one.device_name ?? one.client_id} {one.current && <span class="tag">this one</span>}
              </span>
              <small>{whenAndWhere(one)}</small>
            </div>
            {!one.current && (
              <button
                type="button"
                class="small"
                onClick={after(() => auth.endSession(one.session_id))}
                aria-label={`End the session ${one.device_name ?? one.client_id}`}
              >
                End
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <button type="button" onClick={after(() => auth.endOtherSessions())}>
          End all others
        </button>
      )}
    </>
  )
}

function whenAndWhere({ last_used_ts, last_address }: SessionSummary): string {
  const when = `used ${new Date(last_used_ts).toLocaleString()}`
  return last_address === undefined ? when : `${when} from ${last_address}`
}
