import type { ChatSession } from '../session/chat-session.ts'
import type { Question } from '../session/step-up.ts'
import { CodeFields } from '../ui/code-fields.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, field, secret } from '../ui/form.tsx'

/** Asks once more for the password, and for a code where there is a second factor. */
export function StepUpDialog({ session, question }: { session: ChatSession; question: Question }) {
  const prove = async (fields: FormData) => {
    const [method, code] = [field(fields, 'method'), field(fields, 'code')]
    const password = secret(fields, 'password')
    await session.client.auth.stepUp({ password, ...(method && code ? { method, code } : {}) })
    question.proved()
  }
  return (
    <Dialog title="Is it you?" onClose={question.givenUp}>
      <Form submit="Confirm" onSubmit={prove}>
        <p>This is not for somebody who finds this screen open.</p>
        <label>
          Your password
          <input name="password" type="password" autocomplete="current-password" required autofocus />
        </label>
        {question.methods.length > 0 && <CodeFields methods={question.methods} />}
      </Form>
    </Dialog>
  )
}
