import type { Client } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import { useEffect, useState } from 'preact/hooks'
import type { Place } from '../session/place.ts'
import { Form, field, secret } from '../ui/form.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { SecondFactor } from './second-factor.tsx'

export interface EntranceProps {
  client: Client
  place: Place
  because: Problem | undefined
  onEntered: () => void
}

/** Where one logs in, or makes an account with a link that somebody sent. */
export function Entrance({ client, place, because, onEntered }: EntranceProps) {
  return (
    <main class="entrance">
      <div class="card">
        <h1>
          <img src="/logo.svg" alt="" width="40" height="40" /> <ServerName client={client} />
        </h1>
        {because && <ProblemNotice problem={because} />}
        {place.at === 'bootstrap' && <Bootstrap client={client} token={place.token} onEntered={onEntered} />}
        {place.at === 'invite' && <Register client={client} code={place.code} onEntered={onEntered} />}
        {place.at === 'chat' && <Login client={client} onEntered={onEntered} />}
      </div>
    </main>
  )
}

function ServerName({ client }: { client: Client }) {
  const [name, setName] = useState('BarTAB')
  useEffect(() => {
    client.serverInfo().then(
      (info) => info.name && info.name !== 'localhost' && setName(info.name),
      () => {},
    )
  }, [client])
  return <>{name}</>
}

function Bootstrap({ client, token, onEntered }: { client: Client; token: string; onEntered: () => void }) {
  const bootstrap = async (fields: FormData) => {
    await client.auth.bootstrap({ token, ...account(fields) })
    onEntered()
  }
  return (
    <>
      <p>Welcome. This server is new: make the owner's account to open it.</p>
      <Form submit="Open the chat" onSubmit={bootstrap}>
        <AccountFields />
      </Form>
      <OtherWay />
    </>
  )
}

function Register({ client, code, onEntered }: { client: Client; code: string; onEntered: () => void }) {
  const register = async (fields: FormData) => {
    await client.auth.register({ invite: code, ...account(fields) })
    onEntered()
  }
  return (
    <>
      <p>You are invited. Choose how you want to be known here.</p>
      <Form submit="Join" onSubmit={register}>
        <AccountFields />
      </Form>
      <OtherWay />
    </>
  )
}

function Login({ client, onEntered }: { client: Client; onEntered: () => void }) {
  const [challenge, setChallenge] = useState<Problem>()
  const login = async (fields: FormData) => {
    const username = field(fields, 'username') ?? ''
    try {
      await client.auth.login({ username, password: secret(fields, 'password'), device_name: 'Web' })
      onEntered()
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'MFA_REQUIRED') throw error
      setChallenge(error)
    }
  }
  if (challenge) {
    const again = () => setChallenge(undefined)
    return <SecondFactor client={client} challenge={challenge} onEntered={onEntered} onAgain={again} />
  }
  return (
    <Form submit="Log in" onSubmit={login}>
      <label>
        Username
        <input name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required autofocus />
      </label>
      <label>
        Password
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <small>Forgotten? An administrator can make you a link that sets a new one.</small>
    </Form>
  )
}

function AccountFields() {
  return (
    <>
      <label>
        Username
        <input name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required autofocus />
        <small>2 to 32 of a–z, 0–9, dot, underscore and hyphen. You log in with it.</small>
      </label>
      <label>
        Name <span class="optional">optional</span>
        <input name="display_name" autocomplete="nickname" maxLength={64} />
      </label>
      <label>
        Password
        <input name="password" type="password" autocomplete="new-password" minLength={8} required />
        <small>At least 8 characters.</small>
      </label>
    </>
  )
}

function OtherWay() {
  return (
    <p class="aside">
      <a href="#/">I have an account already</a>
    </p>
  )
}

function account(fields: FormData) {
  const display_name = field(fields, 'display_name')
  const username = field(fields, 'username') ?? ''
  return { username, password: secret(fields, 'password'), ...(display_name !== undefined && { display_name }) }
}
