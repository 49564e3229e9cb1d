import type { TotpEnrolment } from '@bartab/sdk/schemas'
import { Form, field } from '../../ui/form.tsx'
import { QrCode } from '../../ui/qr-code.tsx'

export interface TotpSetupProps {
  enrolment: TotpEnrolment
  onCode: (code: string) => Promise<void>
  onGivenUp: () => void
}

/** Shows the secret to an authenticator; a first code of it turns the second factor on. */
export function TotpSetup({ enrolment, onCode, onGivenUp }: TotpSetupProps) {
  return (
    <>
      <p>Scan this with an authenticator app, then type the code that it shows.</p>
      <QrCode text={enrolment.uri} label="QR code for your authenticator" />
      <p>
        <small>
          Or type this in: <code>{enrolment.secret}</code>
        </small>
      </p>
      <Form submit="Turn on" onSubmit={(fields) => onCode(field(fields, 'code') ?? '')}>
        <label>
          Code
          <input name="code" inputMode="numeric" autocomplete="one-time-code" required autofocus />
        </label>
      </Form>
      <button type="button" class="quiet" onClick={onGivenUp}>
        Not now
      </button>
    </>
  )
}
