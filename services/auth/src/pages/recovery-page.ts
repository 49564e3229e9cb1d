import { noticeOf } from './authorize-pages.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

/** Asks for a new password. */
export function recoveryPage(token: string, username: string, notice?: string): Page {
  const body = html`<p>Choose a new password for <strong>${username}</strong>. All its sessions end.</p>
${noticeOf(notice)}<form method="post" action="/auth/v1/login/recover/form">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="username" autocomplete="username" value="${username}">
<label>New password <input name="new_password" type="password" autocomplete="new-password" required minlength="8" maxlength="1024"></label>
<button class="chief">Set the password</button>
</form>`
  return { title: 'A new password', body, ...(notice === undefined ? {} : { status: 400 }) }
}
