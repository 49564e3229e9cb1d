import type { ChatSession } from '../../session/chat-session.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useObservable } from '../../ui/use-observable.ts'
import { PasswordForm } from './password-form.tsx'
import { ProfileForm } from './profile-form.tsx'
import { SecondFactorPart } from './second-factor-part.tsx'
import { SessionsPart } from './sessions-part.tsx'

/** One's own account: how one is shown, where one is logged in, and what a login asks for. */
export function AccountDialog({ session, onClose }: { session: ChatSession; onClose: () => void }) {
  const problem = useObservable(session.problem)
  return (
    <Dialog title="Your account" onClose={onClose}>
      {problem && <ProblemNotice problem={problem} onClose={() => session.problem.set(undefined)} />}
      <ProfileForm session={session} />
      <h3>Where you are logged in</h3>
      <SessionsPart session={session} />
      <h3>Second factor</h3>
      <SecondFactorPart session={session} />
      <h3>Password</h3>
      <PasswordForm session={session} />
    </Dialog>
  )
}
