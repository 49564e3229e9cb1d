import type { AuthorizeRequest } from '../domain/authorize-request.ts'
import type { Client } from '../domain/client.ts'
import { formTarget } from '../domain/redirect-uri.ts'
import type { User } from '../domain/user.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'

const base = '/auth/v1/oauth2/authorize'

export interface Asking {
  ticket: string
  request: AuthorizeRequest
  client: Client
  /** What was not right with the form before. */
  notice?: string | undefined
}

/** Asks for the name and the password. */
export function loginPage({ ticket, request, client, notice }: Asking, username = request.loginHint ?? ''): Page {
  const body = html`<p><strong>${client.name}</strong> would like to act for you. Log in to decide.</p>
${noticeOf(notice)}<form method="post" action="${base}/login">
<input type="hidden" name="ticket" value="${ticket}">
<label>Username <input name="username" autocomplete="username" autocapitalize="none" required maxlength="64" value="${username.slice(0, 64)}"></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required maxlength="1024"></label>
<button class="chief">Log in</button>
</form>`
  return { title: 'Log in', body, formTarget: formTarget(request.redirectUri) }
}

const methodNames: Record<string, string> = { totp: 'Code of the authenticator app', backup_code: 'Backup code' }

/** Asks for the second factor. */
export function codePage({ ticket, request, notice }: Asking, mfaToken: string, methods: readonly string[]): Page {
  const options = methods.map((method) => html`<option value="${method}">${methodNames[method] ?? method}</option>`)
  const body = html`${noticeOf(notice)}<form method="post" action="${base}/code">
<input type="hidden" name="ticket" value="${ticket}">
<input type="hidden" name="mfa_token" value="${mfaToken}">
<input type="hidden" name="methods" value="${methods.join(' ')}">
<label>Kind <select name="method">${options}</select></label>
<label>Code <input name="code" autocomplete="one-time-code" required maxlength="64"></label>
<button class="chief">Go on</button>
</form>`
  return { title: 'Your second factor', body, formTarget: formTarget(request.redirectUri) }
}

const scopeNames: Record<string, string> = {
  openid: 'know who you are',
  profile: 'see your name and picture',
  offline_access: 'go on while you are away',
  'chat:read': 'read your messages and rooms',
  'chat:write': 'write messages in your name',
  'chat:admin': 'administer all rooms',
  'media:read': 'see pictures and files',
  'media:write': 'upload pictures and files',
  'media:admin': 'administer all files',
  'auth:admin': 'administer accounts, bots and keys',
}

/** Asks whether the application may. */
export function consentPage({ ticket, request, client, notice }: Asking, user: User): Page {
  const wishes = request.scopes.map((scope) => html`<li>${scopeNames[scope] ?? scope}</li>`)
  const body = html`${noticeOf(notice)}<p>You are <strong>${user.displayName}</strong> (${user.username}). <strong>${client.name}</strong> would like to:</p>
<ul>${wishes}</ul>
<form method="post" action="${base}/decide">
<input type="hidden" name="ticket" value="${ticket}">
<div class="row">
<button name="decision" value="deny">Do not allow</button>
<button class="chief" name="decision" value="allow">Allow</button>
</div>
</form>
<p class="aside">You go on at ${request.redirectUri}</p>`
  return { title: 'Allow this application?', body, formTarget: formTarget(request.redirectUri) }
}

export function noticeOf(notice: string | undefined): Html | undefined {
  return notice === undefined ? undefined : html`<p class="notice" role="alert">${notice}</p>`
}
