import type { Client } from '@bartab/sdk/client'
import type { Problem } from '@bartab/sdk/problems'
import { Form, field } from '../ui/form.tsx'

const methodNames: Record<string, string> = { totp: 'Code from your authenticator', backup_code: 'Backup code' }

/** The second step of a login. */
export function SecondFactor({
  client,
  challenge,
  onEntered,
}: {
  client: Client
  challenge: Problem
  onEntered: () => void
}) {
  const { mfa_token, methods } = challenge.members
  const offered = (Array.isArray(methods) ? methods : ['totp']).filter(
    (method) => typeof method === 'string' && method in methodNames,
  )
  const confirm = async (fields: FormData) => {
    const method = field(fields, 'method') ?? 'totp'
    await client.auth.loginMfa({ mfa_token: String(mfa_token), method, code: field(fields, 'code') ?? '' })
    onEntered()
  }
  return (
    <Form submit="Confirm" onSubmit={confirm}>
      <p>Your account has a second factor.</p>
      <label>
        Kind
        <select name="method">
          {offered.map((method) => (
            <option key={method} value={method}>
              {methodNames[method]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Code
        <input name="code" autocomplete="one-time-code" inputMode="numeric" required autofocus />
      </label>
    </Form>
  )
}
