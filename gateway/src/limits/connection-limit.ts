import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Problem } from '@bartab/sdk/problems'
import type { TrustedProxies } from '../headers/client-address.ts'
import { plainAddress } from '../headers/client-address.ts'
import { plainAnswer } from '../plain-answer.ts'
import { addressKey } from './request-limits.ts'

export interface ConnectionLimitOptions {
  /** Most connections that one address may have open. */
  most: number
  /** They bring many people's connections, so that they are not counted. */
  proxies: TrustedProxies
  newRequestId: () => string
}

/** Refuses connections of an address that has too many open. */
export function limitConnections(server: Server, { most, proxies, newRequestId }: ConnectionLimitOptions): void {
  const open = new Map<string, number>()
  server.prependListener('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    if (proxies.has(address)) return
    const key = addressKey(address)
    const before = open.get(key) ?? 0
    open.set(key, before + 1)
    socket.once('close', () => forget(open, key))
    if (before < most) return
    socket.end(plainAnswer(new Problem('CONNECTIONS_LIMITED', { headers: { 'retry-after': '5' } }), newRequestId()))
    socket.destroySoon()
  })
}

function forget(open: Map<string, number>, key: string): void {
  const left = (open.get(key) ?? 1) - 1
  if (left === 0) open.delete(key)
  else open.set(key, left)
}
