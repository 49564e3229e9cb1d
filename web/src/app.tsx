import { Client } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { BrowserTokenStore } from './session/browser-token-store.ts'
import { ChatSession } from './session/chat-session.ts'
import { ProblemNotice } from './ui/problem-notice.tsx'
import { usePlace } from './ui/use-place.ts'
import { Entrance } from './views/entrance.tsx'
import { Shell } from './views/shell.tsx'

type Stage =
  | { is: 'loading' }
  | { is: 'outside'; because?: Problem }
  | { is: 'unreachable'; problem: Problem }
  | { is: 'inside'; session: ChatSession }

/** The whole client: outside at the entrance, or inside the chat. */
export function App() {
  const [stage, setStage] = useState<Stage>({ is: 'loading' })
  const [place, go] = usePlace()
  const client = useMemo(() => newClient((because) => setStage({ is: 'outside', ...(because && { because }) })), [])
  const enter = async () => setStage(await arrive(client))
  useEffect(() => void enter(), [client])
  useEffect(() => (stage.is === 'inside' ? () => stage.session.close() : undefined), [stage])

  if (stage.is === 'loading') return <main class="entrance" aria-busy="true" />
  if (stage.is === 'unreachable') return <Unreachable problem={stage.problem} onRetry={enter} />
  if (stage.is === 'inside') return <Shell session={stage.session} place={place} go={go} />
  return (
    <Entrance
      client={client}
      place={place}
      because={stage.because}
      onEntered={() => void enter().then(() => go(undefined))}
    />
  )
}

function newClient(onEnd: (because?: Problem) => void): Client {
  const tokens = new BrowserTokenStore()
  tokens.onCleared(() => onEnd())
  return new Client({
    url: location.origin,
    tokens,
    onSessionEnd: (reason) => onEnd(reason === 'logout' ? undefined : reason),
  })
}

async function arrive(client: Client): Promise<Stage> {
  if (!(await client.session.tokens())) return { is: 'outside' }
  try {
    const session = new ChatSession(client, await client.auth.me())
    void session.run()
    return { is: 'inside', session }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return error.code === 'SESSION_ENDED' ? { is: 'outside', because: error } : { is: 'unreachable', problem: error }
  }
}

function Unreachable({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <main class="entrance">
      <div class="card">
        <h1>BarTAB</h1>
        <ProblemNotice problem={problem} />
        <button type="button" class="primary" onClick={onRetry}>
          Try again
        </button>
      </div>
    </main>
  )
}
