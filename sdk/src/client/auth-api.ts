import { Problem } from '../problems/index.ts'
import type {
  BackupCodes,
  BootstrapBody,
  ChangePasswordBody,
  EndedSessions,
  LoginBody,
  LoginMfaBody,
  OwnAccount,
  PatchMeBody,
  RecoverBody,
  RegisterBody,
  SecondFactorStatus,
  SessionList,
  StepUpAnswer,
  StepUpBody,
  TokenAnswer,
  TotpEnrolment,
} from '../schemas/index.ts'
import { readJson } from './answer.ts'
import type { Calls, Http } from './http.ts'
import { path } from './request.ts'
import type { Session } from './session.ts'
import type { TokenSet } from './token-store.ts'

/** Logging in and out, and one's own account. */
export class AuthApi {
  readonly #http: Http
  readonly #calls: Calls
  readonly #session: Session

  constructor(http: Http, calls: Calls, session: Session) {
    this.#http = http
    this.#calls = calls
    this.#session = session
  }

  /** Makes the owner's account on an empty server and logs in. @throws {Problem} ALREADY_BOOTSTRAPPED */
  bootstrap(body: BootstrapBody): Promise<TokenSet> {
    return this.#begin('/auth/v1/bootstrap', body)
  }

  /** Makes an account by an invite and logs in. */
  register(body: RegisterBody): Promise<TokenSet> {
    return this.#begin('/auth/v1/register', body)
  }

  /** @throws {Problem} MFA_REQUIRED, with `mfa_token` and `methods` in its `members`: go on with `loginMfa` */
  login(body: LoginBody): Promise<TokenSet> {
    return this.#begin('/auth/v1/login', body)
  }

  loginMfa(body: LoginMfaBody): Promise<TokenSet> {
    return this.#begin('/auth/v1/login/mfa', body)
  }

  /** Ends the session here and, where it can be reached, on the server. */
  async logout(): Promise<void> {
    try {
      await this.#calls.raw({ method: 'POST', path: '/auth/v1/logout', repeatable: true })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    } finally {
      await this.#session.end('logout')
    }
  }

  me(): Promise<OwnAccount> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/me' })
  }

  updateMe(body: PatchMeBody): Promise<OwnAccount> {
    return this.#calls.json({ method: 'PATCH', path: '/auth/v1/me', json: body, repeatable: true })
  }

  /** Sets a new password; every other session ends. */
  async changePassword(body: ChangePasswordBody): Promise<void> {
    await this.#calls.raw({ method: 'POST', path: '/auth/v1/me/password', json: body })
  }

  sessions(): Promise<SessionList> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/me/sessions' })
  }

  async renameSession(sessionId: string, deviceName: string): Promise<void> {
    const json = { device_name: deviceName }
    await this.#calls.raw({ method: 'PATCH', path: path`/auth/v1/me/sessions/${sessionId}`, json, repeatable: true })
  }

  /** Ends all sessions but this one. */
  endOtherSessions(): Promise<EndedSessions> {
    return this.#calls.json({ method: 'DELETE', path: '/auth/v1/me/sessions' })
  }

  /** What a login asks for beside the password. */
  secondFactors(): Promise<SecondFactorStatus> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/me/mfa' })
  }

  /** Begins to set up codes that follow the clock; `verifyTotp` ends it. @throws {Problem} STEP_UP_REQUIRED */
  beginTotp(): Promise<TotpEnrolment> {
    return this.#calls.json({ method: 'POST', path: '/auth/v1/me/mfa/totp' })
  }

  /** Turns the second factor on with a first code, and gives the backup codes. */
  verifyTotp(code: string): Promise<BackupCodes> {
    return this.#calls.json({ method: 'POST', path: '/auth/v1/me/mfa/totp/verify', json: { code } })
  }

  /** Turns the second factor off. @throws {Problem} STEP_UP_REQUIRED */
  async removeTotp(): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: '/auth/v1/me/mfa/totp' })
  }

  /** Ten new backup codes in place of those before. @throws {Problem} STEP_UP_REQUIRED */
  newBackupCodes(): Promise<BackupCodes> {
    return this.#calls.json({ method: 'POST', path: '/auth/v1/me/mfa/backup-codes' })
  }

  /** Proves once more who holds the session, for what was answered with the problem STEP_UP_REQUIRED. */
  async stepUp(body: StepUpBody): Promise<TokenSet> {
    const answer = await this.#calls.json<StepUpAnswer>({ method: 'POST', path: '/auth/v1/me/step-up', json: body })
    return this.#session.begin({ ...(await this.#session.tokens()), ...answer } as TokenAnswer)
  }

  /** Sets a new password with the token of a recovery link. */
  async recover(body: RecoverBody): Promise<void> {
    await this.#http.anonymous({ method: 'POST', path: '/auth/v1/login/recover', json: body, auth: 'none' })
  }

  /** Deletes one's own account for good. @throws {Problem} STEP_UP_REQUIRED */
  async deleteAccount(): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: '/auth/v1/me' })
    await this.#session.end('logout')
  }

  async endSession(sessionId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/auth/v1/me/sessions/${sessionId}` })
  }

  async #begin(at: string, body: object): Promise<TokenSet> {
    const answer = await this.#http.anonymous({ method: 'POST', path: at, json: body, auth: 'none' })
    return this.#session.begin(await readJson<TokenAnswer>(answer))
  }
}
