import type { Problem } from '@bartab/sdk/problems'
import { fixOf } from './fix.ts'
import { IconButton } from './icon-button.tsx'

/** What went wrong, and what one can do about it. */
export function ProblemNotice({ problem, onClose }: { problem: Problem; onClose?: () => void }) {
  const requestId = problem.members.request_id
  return (
    <div class="problem" role="alert">
      <div>
        <strong>{problem.title}</strong>
        {problem.detail && problem.code !== 'UNREACHABLE' && <span class="detail"> {problem.detail}</span>}
        <p>{fixOf(problem)}</p>
        {problem.code === 'INTERNAL' && typeof requestId === 'string' && <code>{requestId}</code>}
      </div>
      {onClose && <IconButton icon="close" label="Close" onClick={onClose} />}
    </div>
  )
}
