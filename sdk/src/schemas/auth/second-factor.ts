import { type Static, Type } from '../../type.ts'
import { PasswordInput } from './accounts.ts'

/** A code as people type it: of a clock, or of paper. Spaces and hyphens do not matter. */
const CodeInput = Type.String({ minLength: 1, maxLength: 64 })

/** `POST /auth/v1/login/mfa`: the second step of a login that was answered with the problem MFA_REQUIRED. */
export const LoginMfaBody = Type.Object(
  {
    /** From the problem's members. Good for five minutes and five tries. */
    mfa_token: Type.String({ minLength: 1, maxLength: 128 }),
    /** One of the problem's `methods`: `totp` or `backup_code`. */
    method: Type.String({ minLength: 1, maxLength: 32 }),
    code: CodeInput,
  },
  { additionalProperties: false },
)
export type LoginMfaBody = Static<typeof LoginMfaBody>

/** `POST /auth/v1/me/step-up`: proves once more who holds the session; `method` and `code` where there is a second factor. */
export const StepUpBody = Type.Object(
  {
    password: PasswordInput,
    method: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
    code: Type.Optional(CodeInput),
  },
  { additionalProperties: false },
)
export type StepUpBody = Static<typeof StepUpBody>

/** An access token whose `auth_time` is now; the session and its refresh token stay. */
export const StepUpAnswer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  /** Seconds. */
  expires_in: Type.Integer(),
  /** Space separated. */
  scope: Type.String(),
})
export type StepUpAnswer = Static<typeof StepUpAnswer>

/** `POST /auth/v1/me/mfa/totp`: the shared secret, which counts once `verify` has seen a first code. */
export const TotpEnrolment = Type.Object({
  /** Base 32, to type in. */
  secret: Type.String(),
  /** `otpauth://`, to show as a QR code. */
  uri: Type.String(),
})
export type TotpEnrolment = Static<typeof TotpEnrolment>

/** `POST /auth/v1/me/mfa/totp/verify`. */
export const TotpCodeBody = Type.Object({ code: CodeInput }, { additionalProperties: false })
export type TotpCodeBody = Static<typeof TotpCodeBody>

/** Ten codes, each good once. They are shown here and never again. */
export const BackupCodes = Type.Object({ backup_codes: Type.Array(Type.String()) })
export type BackupCodes = Static<typeof BackupCodes>

/** `GET /auth/v1/me/mfa`. */
export const SecondFactorStatus = Type.Object({
  /** What a login asks for beside the password; empty when it asks for nothing. */
  methods: Type.Array(Type.String()),
  backup_codes_left: Type.Integer(),
})
export type SecondFactorStatus = Static<typeof SecondFactorStatus>
