import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { http } from '@bartab/kit'
import { isInside, publicLookup } from './public-address.ts'

/** Posts JSON and gives the answer's status. Follows nothing, reads no answer. */
export type Post = (url: string, headers: Record<string, string>, body: string) => Promise<number>

const patienceMs = 10_000

/** Posts to public addresses alone, and to the hosts that the operator allowed. */
export function guardedPost(allowedHosts: readonly string[]): Post {
  const allowed = new Set(allowedHosts)
  return (address, headers, body) => {
    const url = new URL(address)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const isFree = allowed.has(host) || allowed.has(url.host)
    if (!isFree && isIP(host) !== 0 && isInside(host))
      return Promise.reject(new Error(`${host} is not a public address`))
    return post(url, { ...headers, 'content-type': 'application/json' }, body, isFree ? {} : { lookup: publicLookup })
  }
}

function post(url: URL, headers: Record<string, string>, body: string, options: object): Promise<number> {
  const begin = url.protocol === 'https:' ? httpsRequest : http.request
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(patienceMs)
    const call: ClientRequest = begin(url, { method: 'POST', headers, agent: false, signal, ...options })
    call.on('response', (answer: IncomingMessage) => {
      resolve(answer.statusCode ?? 0)
      answer.destroy()
    })
    call.on('error', (error) => reject(signal.aborted ? new Error(`no answer within ${patienceMs} ms`) : error))
    call.end(body)
  })
}
