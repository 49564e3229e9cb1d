import { html } from './html.ts'
import type { Page } from './page.ts'

/** A page that says one thing. */
export function messagePage(title: string, text: string, status = 200): Page {
  return { title, status, body: html`<p>${text}</p>\n<p><a href="/">To the chat</a></p>` }
}
