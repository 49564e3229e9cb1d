import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { Form, secret } from '../../ui/form.tsx'

export function PasswordForm({ session }: { session: ChatSession }) {
  const [changed, setChanged] = useState(0)
  const change = async (fields: FormData) => {
    const [current_password, new_password] = [secret(fields, 'current'), secret(fields, 'new')]
    await session.client.auth.changePassword({ current_password, new_password })
    setChanged(changed + 1)
  }
  return (
    <Form key={changed} submit="Change the password" onSubmit={change}>
      <label>
        Now
        <input name="current" type="password" autocomplete="current-password" required />
      </label>
      <label>
        From now on
        <input name="new" type="password" autocomplete="new-password" minLength={8} required />
        <small>At least 8 characters. Every other session ends.</small>
      </label>
      {changed > 0 && <p role="status">The password is changed.</p>}
    </Form>
  )
}
