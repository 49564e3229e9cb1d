import type { Surroundings } from '../surroundings.ts'

/** One request as the scripted server saw it. */
export interface Seen {
  method: string
  path: string
  query: URLSearchParams
  token: string | undefined
  body: string
  at: number
}

export type Script = (seen: Seen) => Response | Promise<Response>

/** A network that answers by a script, and a clock that moves only when somebody sleeps. */
export class ScriptedWorld {
  readonly seen: Seen[] = []
  readonly slept: number[] = []
  now = 1_000_000
  #script: Script
  #ids = 0

  constructor(script: Script) {
    this.#script = script
  }

  get surroundings(): Surroundings {
    return {
      fetch: async (input, init) => this.#answer(new URL(String(input)), init),
      clock: () => this.now,
      random: () => 0.5,
      newId: () => `id-${++this.#ids}`,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted()
        this.slept.push(ms)
        this.now += ms
        await new Promise(setImmediate)
        signal?.throwIfAborted()
      },
    }
  }

  async #answer(url: URL, init: RequestInit = {}): Promise<Response> {
    init.signal?.throwIfAborted()
    const seen: Seen = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      token: new Headers(init.headers).get('authorization')?.replace('Bearer ', ''),
      body: typeof init.body === 'string' ? init.body : '',
      at: this.now,
    }
    this.seen.push(seen)
    return this.#script(seen)
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** A problem document as a server sends it. */
export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const document = { type: `urn:bartab:problem:${code}`, title: code, status, code, fix: 'none', instance: '/' }
  return json({ ...document, request_id: 'r-1' }, status, headers)
}

/** A token answer whose access token is `name`. */
export function tokens(name: string) {
  return {
    access_token: name,
    token_type: 'Bearer',
    expires_in: 600,
    refresh_token: `refresh-${name}`,
    scope: 'chat:read chat:write',
    user_id: '01J00000000000000000000ANN',
    session_id: '01J00000000000000000000SES',
  }
}
