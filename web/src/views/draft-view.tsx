import type { ChatSession } from '../session/chat-session.ts'
import type { Draft } from '../session/outbox.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Words } from './message-body.tsx'

/** A message on its way, or one that did not get there. */
export function DraftView({ session, draft }: { session: ChatSession; draft: Draft }) {
  const { roomId, content, txnId, problem } = draft
  return (
    <article class={`message continued ${problem ? 'failed' : 'underway'}`}>
      <div class="said">
        <Words content={content} />
        {problem && <ProblemNotice problem={problem} />}
        {problem && (
          <p class="offer">
            <button type="button" class="small" onClick={() => void session.send(roomId, content, txnId)}>
              Send again
            </button>
            <button type="button" class="quiet small" onClick={() => session.outbox.drop([txnId])}>
              Discard
            </button>
          </p>
        )}
      </div>
    </article>
  )
}
