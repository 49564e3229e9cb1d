import type { SecondFactorStatus, TotpEnrolment } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { BackupCodeList } from './backup-code-list.tsx'
import { TotpSetup } from './totp-setup.tsx'

/** What a login asks for beside the password: codes of an authenticator, and backup codes for when it is lost. */
export function SecondFactorPart({ session }: { session: ChatSession }) {
  const { auth } = session.client
  const [status, setStatus] = useState<SecondFactorStatus>()
  const [enrolment, setEnrolment] = useState<TotpEnrolment>()
  const [codes, setCodes] = useState<string[]>()
  const load = () => session.attempt(async () => setStatus(await auth.secondFactors()))
  useEffect(() => void load(), [session])

  const begin = () => session.prove(async () => setEnrolment(await auth.beginTotp()))
  const finish = async (code: string) => {
    setCodes((await session.stepUp.around(() => auth.verifyTotp(code))).backup_codes)
    setEnrolment(undefined)
    await load()
  }
  const renew = () => session.prove(async () => setCodes((await auth.newBackupCodes()).backup_codes)).then(load)
  const turnOff = () => {
    if (!confirm('Log in with the password alone from now on?')) return
    setCodes(undefined)
    void session.prove(() => auth.removeTotp()).then(load)
  }

  if (status === undefined) return <p aria-busy="true">…</p>
  if (enrolment) return <TotpSetup enrolment={enrolment} onCode={finish} onGivenUp={() => setEnrolment(undefined)} />
  if (status.methods.length === 0) {
    return (
      <>
        <p>A login asks for your password alone.</p>
        <button type="button" onClick={begin}>
          Set up an authenticator
        </button>
      </>
    )
  }
  return (
    <>
      {codes ? (
        <BackupCodeList codes={codes} />
      ) : (
        <p>A login asks for a code of your authenticator. You have {status.backup_codes_left} backup codes left.</p>
      )}
      <div class="offer">
        <button type="button" onClick={renew}>
          New backup codes
        </button>
        <button type="button" onClick={turnOff}>
          Turn off
        </button>
      </div>
    </>
  )
}
