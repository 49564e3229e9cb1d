import type { CreatedClient } from '@bartab/sdk/schemas'
import * as oidc from 'openid-client'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, issuer, password } from './auth-under-test.ts'
import { Browser } from './browser.ts'

const redirectUri = 'https://app.example/callback'
const bye = 'https://app.example/bye'

/** Lets the client speak to the server under its public address, without a network. */
function fetchFrom(auth: AuthUnderTest): oidc.CustomFetch {
  return async (url, { method, headers, body }) => {
    const answer = await auth.app.inject({
      method: method as 'GET',
      url: url.replace(issuer, ''),
      headers: { ...headers, host: 'evil.example' },
      ...(body === undefined || body === null ? {} : { payload: body.toString() }),
    })
    return new Response(answer.body, { status: answer.statusCode, headers: answer.headers as Record<string, string> })
  }
}

async function discover(auth: AuthUnderTest, algorithm: 'oidc' | 'oauth2', isPublic: boolean) {
  const { body } = await auth.call<CreatedClient>('POST', '/clients', {
    token: await auth.operator(),
    body: {
      name: 'A certified client',
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [bye],
      scopes: ['openid', 'profile', 'offline_access', 'chat:read'],
      public: isPublic,
    },
  })
  const config = await oidc.discovery(new URL(issuer), body.client_id, body.client_secret, undefined, {
    algorithm,
    execute: [oidc.enableNonRepudiationChecks],
    [oidc.customFetch]: fetchFrom(auth),
  })
  config[oidc.customFetch] = fetchFrom(auth)
  return config
}

async function allow(auth: AuthUnderTest, url: URL): Promise<URL> {
  const browser = new Browser(auth)
  const consent = await browser.send(await browser.open(url.href), { username: 'olga', password })
  const answer = await browser.send(consent, { decision: 'allow' })
  return new URL(String(answer.headers.location))
}

// the client reads the real clock
async function startNow(): Promise<AuthUnderTest> {
  const auth = await AuthUnderTest.start()
  auth.now = Date.now()
  return auth
}

describe.each([
  ['oidc', false],
  ['oidc', true],
  ['oauth2', false],
] as const)('openid-client, by %s discovery, public: %s', (algorithm, isPublic) => {
  it('completes code with PKCE, refresh, userinfo, introspection, logout and revocation, checking signatures', async () => {
    await using auth = await startNow()
    const owner = await auth.owner()
    const config = await discover(auth, algorithm, isPublic)
    expect(config.serverMetadata().issuer).toBe(issuer)

    const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()]
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile offline_access chat:read',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      max_age: '300',
    })
    const checks = {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
      maxAge: 300,
    }
    const callback = await allow(auth, url)
    const tokens = await oidc.authorizationCodeGrant(config, callback, checks)
    expect(tokens.claims()).toMatchObject({ sub: owner.user_id, aud: config.clientMetadata().client_id })
    await expect(oidc.authorizationCodeGrant(config, callback, { ...checks, expectedState: 'other' })).rejects.toThrow()

    const info = await oidc.fetchUserInfo(config, tokens.access_token, owner.user_id)
    expect(info).toMatchObject({ sub: owner.user_id, preferred_username: 'olga', name: 'olga' })

    const next = await oidc.refreshTokenGrant(config, String(tokens.refresh_token))
    expect(next.claims()?.sub).toBe(owner.user_id)
    if (!isPublic) {
      expect(await oidc.tokenIntrospection(config, next.access_token)).toMatchObject({
        active: true,
        sub: owner.user_id,
      })
    }

    const logout = oidc.buildEndSessionUrl(config, {
      id_token_hint: String(next.id_token),
      post_logout_redirect_uri: bye,
      state,
    })
    expect((await new Browser(auth).open(logout.href)).headers.location).toBe(`${bye}?state=${state}`)
    await expect(oidc.refreshTokenGrant(config, String(next.refresh_token))).rejects.toThrow()

    const again = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const second = await oidc.authorizationCodeGrant(config, await allow(auth, again), { pkceCodeVerifier: verifier })
    await oidc.tokenRevocation(config, String(second.refresh_token))
    await expect(oidc.fetchUserInfo(config, second.access_token, owner.user_id)).rejects.toThrow()
  })
})

describe('openid-client', () => {
  it('refuses an answer of this server in which the issuer was exchanged', async () => {
    await using auth = await startNow()
    await auth.owner()
    const config = await discover(auth, 'oidc', false)
    const verifier = oidc.randomPKCECodeVerifier()
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const callback = await allow(auth, url)
    callback.searchParams.set('iss', 'https://evil.example')
    await expect(oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier })).rejects.toThrow()
  })

  it('gets tokens for a bot by its credentials', async () => {
    await using auth = await startNow()
    const answer = await auth.call<{ client_id: string; client_secret: string }>('POST', '/bots', {
      token: await auth.operator(),
      body: { name: 'echo' },
    })
    const { client_id, client_secret } = answer.body
    const config = await oidc.discovery(new URL(issuer), client_id, client_secret, undefined, {
      [oidc.customFetch]: fetchFrom(auth),
    })
    const tokens = await oidc.clientCredentialsGrant(config, { scope: 'chat:read' })
    expect(tokens.scope).toBe('chat:read')
  })
})
