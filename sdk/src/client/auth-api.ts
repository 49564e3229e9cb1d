import { Problem } from '../problems/index.ts'
import type {
  BootstrapBody,
  ChangePasswordBody,
  LoginBody,
  OwnAccount,
  PatchMeBody,
  RegisterBody,
  SessionList,
  TokenAnswer,
} from '../schemas/index.ts'
import { readJson } from './answer.ts'
import type { Calls, Http } from './http.ts'
import { path } from './request.ts'
import type { Session } from './session.ts'
import type { TokenSet } from './token-store.ts'

/** The second step of a login whose first was answered with the problem MFA_REQUIRED. */
export interface LoginMfaBody {
  /** From the problem's `members`. */
  mfa_token: string
  /** One of the problem's `methods`, such as `totp`. */
  method: string
  code: string
}

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

  async endSession(sessionId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/auth/v1/me/sessions/${sessionId}` })
  }

  async #begin(at: string, body: object): Promise<TokenSet> {
    const answer = await this.#http.anonymous({ method: 'POST', path: at, json: body, auth: 'none' })
    return this.#session.begin(await readJson<TokenAnswer>(answer))
  }
}
