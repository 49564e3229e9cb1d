import type { FastifyReply, FastifyRequest } from 'fastify'

const maxAgeS = 600

/** The cookie that ties a form to the browser in which it was shown. `__Host-` keeps neighbouring hosts from setting it. */
export class BrowserCookie {
  readonly #name: string
  readonly #attributes: string

  constructor(issuer: string) {
    const secure = issuer.startsWith('https:')
    this.#name = secure ? '__Host-bartab-authorize' : 'bartab-authorize'
    this.#attributes = `Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  }

  set(reply: FastifyReply, value: string): void {
    reply.header('set-cookie', `${this.#name}=${value}; ${this.#attributes}`)
  }

  read(request: FastifyRequest): string {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
    return pairs.find((pair) => pair.startsWith(`${this.#name}=`))?.slice(this.#name.length + 1) ?? ''
  }
}

/** Whether a form comes from a page of ours, as far as the browser says so. */
export function isFromOurPages(request: FastifyRequest, issuer: string): boolean {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  return (origin === undefined || origin === issuer) && (site === undefined || site === 'same-origin')
}
