import type { Client } from '@bartab/sdk/client'
import type { Problem } from '@bartab/sdk/problems'
import { CodeFields } from '../ui/code-fields.tsx'
import { Form, field } from '../ui/form.tsx'

export interface SecondFactorProps {
  client: Client
  /** The problem MFA_REQUIRED, as the login was answered. */
  challenge: Problem
  onEntered: () => void
  /** Back to the password: a challenge does not wait for ever. */
  onAgain: () => void
}

/** The second step of a login. */
export function SecondFactor({ client, challenge, onEntered, onAgain }: SecondFactorProps) {
  const { mfa_token, methods } = challenge.members
  const confirm = async (fields: FormData) => {
    const [method, code] = [field(fields, 'method') ?? 'totp', field(fields, 'code') ?? '']
    await client.auth.loginMfa({ mfa_token: String(mfa_token), method, code })
    onEntered()
  }
  return (
    <>
      <Form submit="Confirm" onSubmit={confirm}>
        <p>Your account has a second factor.</p>
        <CodeFields methods={Array.isArray(methods) ? methods.map(String) : ['totp']} focus />
      </Form>
      <button type="button" class="quiet" onClick={onAgain}>
        Begin again
      </button>
    </>
  )
}
