import type { BackupCodes, StepUpAnswer, TokenAnswer, TotpEnrolment } from '@bartab/sdk/schemas'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, password } from '../../test/auth-under-test.ts'

const codeOf = (auth: AuthUnderTest, secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: auth.now })

/** The owner with codes by the clock and on paper; the clock has moved on to the next code. */
async function withSecondFactor(auth: AuthUnderTest) {
  const owner = await auth.owner()
  const token = owner.access_token
  const { body: totp } = await auth.call<TotpEnrolment>('POST', '/me/mfa/totp', { token })
  const code = codeOf(auth, totp.secret)
  const { status, body } = await auth.call<BackupCodes>('POST', '/me/mfa/totp/verify', { token, body: { code } })
  expect(status).toBe(200)
  auth.now += 30_000
  return { owner, token, secret: totp.secret, backupCodes: body.backup_codes }
}

type Challenged = TokenAnswer & { code?: string; mfa_token: string; methods: string[]; attempts_left?: number }

const passwordStep = (auth: AuthUnderTest) =>
  auth.call<Challenged>('POST', '/login', { body: { username: 'olga', password } })

const codeStep = (auth: AuthUnderTest, mfa_token: string, method: string, code: string) =>
  auth.call<Challenged>('POST', '/login/mfa', { body: { mfa_token, method, code } })

describe('a second factor', () => {
  it('counts once its first code was seen, and not before', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const { status, body } = await auth.call<TotpEnrolment>('POST', '/me/mfa/totp', { token })
    expect(status).toBe(201)
    expect(body.uri).toMatch(/^otpauth:\/\/totp\/chat\.example:olga\?/)
    expect((await auth.login('olga')).status).toBe(200)
    const wrong = { token, body: { code: '000000' } }
    expect((await auth.call('POST', '/me/mfa/totp/verify', wrong)).body.code).toBe('MFA_CODE_WRONG')
    const right = { token, body: { code: codeOf(auth, body.secret) } }
    const { body: codes } = await auth.call<BackupCodes>('POST', '/me/mfa/totp/verify', right)
    expect(new Set(codes.backup_codes).size).toBe(10)
    expect((await auth.login('olga')).status).toBe(401)
    expect((await auth.call('POST', '/me/mfa/totp', { token })).body.code).toBe('STEP_UP_REQUIRED')
  })

  it('is asked for after the password, and opens a session that says so', async () => {
    await using auth = await AuthUnderTest.start()
    const { secret } = await withSecondFactor(auth)
    const first = await passwordStep(auth)
    expect(first).toMatchObject({ status: 401, body: { code: 'MFA_REQUIRED', methods: ['totp', 'backup_code'] } })
    expect(first.body).not.toHaveProperty('access_token')
    const second = await codeStep(auth, first.body.mfa_token, 'totp', codeOf(auth, secret))
    expect(second.status).toBe(200)
    const caller = await auth.deps.verifier.verify(second.body.access_token)
    expect(caller.methods).toEqual(['pwd', 'otp', 'mfa'])
    expect((await auth.login('olga', 'wrong password')).body.code).toBe('LOGIN_FAILED')
  })

  it('is not asked of whoever has none', async () => {
    await using auth = await AuthUnderTest.start()
    const { token } = await withSecondFactor(auth)
    const { code } = await auth.invite(await auth.operator())
    expect((await auth.register(code, 'mia')).status).toBe(201)
    expect((await auth.login('mia')).status).toBe(200)
    expect(token).not.toBe('')
  })

  it('takes each code once, also when it comes twice at the same moment', async () => {
    await using auth = await AuthUnderTest.start()
    const { secret } = await withSecondFactor(auth)
    const [one, two] = [await passwordStep(auth), await passwordStep(auth)]
    const code = codeOf(auth, secret)
    const answers = await Promise.all([one, two].map(({ body }) => codeStep(auth, body.mfa_token, 'totp', code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    const again = await passwordStep(auth)
    expect((await codeStep(auth, again.body.mfa_token, 'totp', code)).body.code).toBe('MFA_CODE_WRONG')
  })

  it('takes the code before and the code after, for clocks differ', async () => {
    await using auth = await AuthUnderTest.start()
    const { secret } = await withSecondFactor(auth)
    auth.now += 600_000
    for (const step of [-1, 0, 1]) {
      const { body } = await passwordStep(auth)
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: auth.now + step * 30_000 })
      expect((await codeStep(auth, body.mfa_token, 'totp', code)).status).toBe(200)
    }
    const { body } = await passwordStep(auth)
    const early = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: auth.now + 60_000 })
    expect((await codeStep(auth, body.mfa_token, 'totp', early)).status).toBe(403)
  })

  it('goes on working when the clock is set back', async () => {
    await using auth = await AuthUnderTest.start()
    const { secret } = await withSecondFactor(auth)
    const { body: first } = await passwordStep(auth)
    expect((await codeStep(auth, first.mfa_token, 'totp', codeOf(auth, secret))).status).toBe(200)
    auth.now -= 3_600_000
    const { body } = await passwordStep(auth)
    expect((await codeStep(auth, body.mfa_token, 'totp', codeOf(auth, secret))).status).toBe(200)
  })

  it('takes each backup code once, however it is written', async () => {
    await using auth = await AuthUnderTest.start()
    const { token, backupCodes } = await withSecondFactor(auth)
    const [code = ''] = backupCodes
    const { body } = await passwordStep(auth)
    const written = ` ${code.toUpperCase().replace('-', ' ')} `
    expect((await codeStep(auth, body.mfa_token, 'backup_code', written)).status).toBe(200)
    const { body: again } = await passwordStep(auth)
    expect((await codeStep(auth, again.mfa_token, 'backup_code', code)).body.code).toBe('MFA_CODE_WRONG')
    expect((await auth.call('GET', '/me/mfa', { token })).body).toMatchObject({ backup_codes_left: 9 })
  })

  it('allows five tries at one login, over all methods together', async () => {
    await using auth = await AuthUnderTest.start()
    const { secret, backupCodes } = await withSecondFactor(auth)
    const { body } = await passwordStep(auth)
    const tries = ['totp', 'backup_code', 'passkey', 'backup_code', 'totp']
    for (const [index, method] of tries.entries()) {
      const answer = await codeStep(auth, body.mfa_token, method, '000000')
      expect(answer).toMatchObject({ status: 403, body: { code: 'MFA_CODE_WRONG', attempts_left: 4 - index } })
    }
    for (const [method, code] of [
      ['totp', codeOf(auth, secret)],
      ['backup_code', String(backupCodes[0])],
    ]) {
      const answer = await codeStep(auth, body.mfa_token, String(method), String(code))
      expect(answer).toMatchObject({ status: 401, body: { code: 'MFA_CHALLENGE_INVALID' } })
    }
  })

  it('limits an account over all its logins', async () => {
    await using auth = await AuthUnderTest.start()
    const { secret } = await withSecondFactor(auth)
    const statuses: number[] = []
    for (let login = 0; login < 3; login++) {
      const { body } = await passwordStep(auth)
      for (let i = 0; i < 4; i++) statuses.push((await codeStep(auth, body.mfa_token, 'totp', '000000')).status)
    }
    expect(statuses.slice(-3)).toEqual([429, 429, 429])
    const { body } = await passwordStep(auth)
    expect((await codeStep(auth, body.mfa_token, 'totp', codeOf(auth, secret))).status).toBe(429)
    auth.now += 300_000
    const { body: later } = await passwordStep(auth)
    expect((await codeStep(auth, later.mfa_token, 'totp', codeOf(auth, secret))).status).toBe(200)
  })

  it('has five minutes, and its login is over once it is done or the password changes', async () => {
    await using auth = await AuthUnderTest.start()
    const { secret, backupCodes, token } = await withSecondFactor(auth)
    const { body: late } = await passwordStep(auth)
    auth.now += 300_000
    expect((await codeStep(auth, late.mfa_token, 'totp', codeOf(auth, secret))).status).toBe(401)
    const { body: done } = await passwordStep(auth)
    expect((await codeStep(auth, done.mfa_token, 'totp', codeOf(auth, secret))).status).toBe(200)
    expect((await codeStep(auth, done.mfa_token, 'backup_code', String(backupCodes[0]))).status).toBe(401)
    const { body: waiting } = await passwordStep(auth)
    const change = { current_password: password, new_password: 'another horse battery' }
    expect((await auth.call('POST', '/me/password', { token, body: change })).status).toBe(204)
    expect((await codeStep(auth, waiting.mfa_token, 'backup_code', String(backupCodes[1]))).status).toBe(401)
  })

  it('is not stored in a form that could be read', async () => {
    await using auth = await AuthUnderTest.start()
    const { owner, secret, backupCodes } = await withSecondFactor(auth)
    const stored = auth.store.totps.get(owner.user_id)?.sealedSecret
    expect(stored?.toString('latin1')).not.toContain(secret)
    expect(stored?.includes(Buffer.from(Secret.fromBase32(secret).bytes))).toBe(false)
    expect(backupCodes[0]).toMatch(/^[0-9a-z]{5}-[0-9a-z]{5}$/)
  })

  it('is not for bots', async () => {
    await using auth = await AuthUnderTest.start()
    const token = await auth.operator()
    expect((await auth.call('POST', '/me/mfa/totp', { token })).status).toBe(404)
  })
})

describe('step-up', () => {
  const stepUp = (auth: AuthUnderTest, token: string, body: object) =>
    auth.call<StepUpAnswer & { code?: string }>('POST', '/me/step-up', { token, body })

  it('is asked for by dangerous acts ten minutes after the login, and allows them', async () => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    auth.now += 599_000
    const { access_token: token } = (await auth.refresh(owner.refresh_token)).body
    expect((await auth.call('POST', '/me/mfa/totp', { token })).status).toBe(201)
    auth.now += 2_000
    const refused = await auth.call('POST', '/me/mfa/totp', { token })
    expect(refused).toMatchObject({ status: 403, body: { code: 'STEP_UP_REQUIRED', max_age_s: 600, methods: [] } })
    const proof = await stepUp(auth, token, { password })
    expect(proof.status).toBe(200)
    expect((await auth.call('POST', '/me/mfa/totp', { token: proof.body.access_token })).status).toBe(201)
    const next = await auth.refresh(owner.refresh_token)
    expect((await auth.call('POST', '/me/mfa/totp', { token: next.body.access_token })).status).toBe(201)
  })

  it('wants the second factor where there is one', async () => {
    await using auth = await AuthUnderTest.start()
    const { token, secret } = await withSecondFactor(auth)
    expect((await auth.call('DELETE', '/me/mfa/totp', { token })).body.code).toBe('STEP_UP_REQUIRED')
    expect((await stepUp(auth, token, { password })).body.code).toBe('MFA_REQUIRED')
    const wrong = { password, method: 'totp', code: '000000' }
    expect((await stepUp(auth, token, wrong)).body.code).toBe('MFA_CODE_WRONG')
    expect((await stepUp(auth, token, { password: 'wrong password' })).body.code).toBe('PASSWORD_WRONG')
    const proof = await stepUp(auth, token, { password, method: 'totp', code: codeOf(auth, secret) })
    expect((await auth.call('DELETE', '/me/mfa/totp', { token: proof.body.access_token })).status).toBe(204)
    expect((await auth.login('olga')).status).toBe(200)
  })

  it.each([
    ['PUT', '/roles/greeter', { scopes: ['chat:read'] }],
    ['POST', '/clients', { name: 'App', redirect_uris: ['https://app.example/cb'] }],
    ['POST', '/users/USER/recovery', {}],
    ['PATCH', '/users/USER', { role: 'admin' }],
    ['DELETE', '/users/USER', undefined],
    ['DELETE', '/me', undefined],
    ['POST', '/me/mfa/backup-codes', undefined],
    ['POST', '/secrets/pepper/rotate', {}],
    ['POST', '/keys/KEY/revoke', undefined],
  ] as const)('guards %s %s', async (method, url, body) => {
    await using auth = await AuthUnderTest.start()
    const owner = await auth.owner()
    const mia = await auth.person(owner.access_token, 'mia')
    auth.now += 601_000
    const { access_token: token } = (await auth.refresh(owner.refresh_token)).body
    const kid = auth.store.signingKeys.active()?.kid ?? ''
    const path = url.replace('USER', mia.user_id).replace('KEY', kid)
    const answer = await auth.call(method, path, { token, ...(body === undefined ? {} : { body }) })
    expect(answer).toMatchObject({ status: 403, body: { code: 'STEP_UP_REQUIRED' } })
  })

  it('is limited as logins are', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    for (let i = 0; i < 10; i++) await stepUp(auth, token, { password: 'wrong password' })
    expect((await stepUp(auth, token, { password })).status).toBe(429)
  })
})
