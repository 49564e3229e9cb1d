import type { LightMyRequestResponse } from 'fastify'
import type { AuthUnderTest } from './auth-under-test.ts'
import { issuer } from './auth-under-test.ts'

/** A browser without scripts: it keeps cookies, fills in forms, and does not follow redirects. */
export class Browser {
  readonly #auth: AuthUnderTest
  readonly #cookies = new Map<string, string>()

  constructor(auth: AuthUnderTest) {
    this.#auth = auth
  }

  async open(url: string): Promise<LightMyRequestResponse> {
    return this.#keep(await this.#auth.app.inject({ url: url.replace(issuer, ''), headers: this.#headers() }))
  }

  /** Sends the form of a page with what is typed, and its hidden fields. */
  async send(page: LightMyRequestResponse, typed: Record<string, string>, headers = {}) {
    const url = /<form method="post" action="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const hidden = [
      ...page.body.matchAll(/<input type="hidden" name="([^"]+)"(?: autocomplete="\w+")? value="([^"]*)">/g),
    ]
    const fields = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...typed }
    const answer = await this.#auth.app.inject({
      method: 'POST',
      url,
      headers: {
        ...this.#headers(),
        origin: issuer,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      payload: new URLSearchParams(fields as Record<string, string>).toString(),
    })
    return this.#keep(answer)
  }

  forget(): void {
    this.#cookies.clear()
  }

  #headers(): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return cookie === '' ? {} : { cookie }
  }

  #keep(answer: LightMyRequestResponse): LightMyRequestResponse {
    for (const { name, value } of answer.cookies) this.#cookies.set(name, value)
    return answer
  }
}
