import { origin } from './core.ts'

/** Whoever has an account in a world. */
export interface Account {
  userId: string
  name: string
  kind: 'person' | 'bot'
}

/** What stands beside the chat: accounts and files, as simple as the API allows. */
export class Town {
  readonly accounts = new Map<string, Account>()
  readonly #newId: () => string

  constructor(newId: () => string) {
    this.#newId = newId
  }

  add(name: string, kind: Account['kind']): Account {
    const account = { userId: this.#newId(), name, kind }
    this.accounts.set(account.userId, account)
    return account
  }

  nameOf(userId: string): string {
    return this.accounts.get(userId)?.name ?? userId
  }

  /** The answer of auth or media; undefined where the chat is asked. */
  answer(account: Account, method: string, url: URL, init: RequestInit): Response | undefined {
    const { pathname } = url
    if (pathname === '/auth/v1/oauth2/token') return json({ ...token(account), token_type: 'Bearer' })
    if (pathname === '/auth/v1/me') return json(profile(account))
    const [, userId] = /^\/auth\/v1\/users\/(\w+)$/.exec(pathname) ?? []
    const known = userId === undefined ? undefined : this.accounts.get(userId)
    if (known) return json(profile(known))
    if (method === 'POST' && pathname === '/media/v1/media') return json(this.#media(url, init), 201)
    return undefined
  }

  #media(url: URL, { headers, body }: RequestInit) {
    const media_id = this.#newId()
    const size = body instanceof Blob ? body.size : String(body ?? '').length
    const mimetype = new Headers(headers).get('content-type') ?? 'application/octet-stream'
    return {
      media_id,
      url: `${origin}/media/v1/media/${media_id}${url.search}`,
      sha256: '0'.repeat(64),
      size,
      mimetype,
    }
  }
}

export const tokenOf = ({ kind, userId }: Account): string => `${kind}-${userId}`

const token = (account: Account) => ({
  access_token: tokenOf(account),
  expires_in: 600,
  scope: 'bot chat:read chat:write',
})

const profile = ({ userId, name, kind }: Account) => ({
  user_id: userId,
  username: name,
  display_name: name,
  role: kind === 'bot' ? 'bot' : 'member',
})

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}
