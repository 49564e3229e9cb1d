import type { ServerResponse } from 'node:http'
import type { Caller } from '@bartab/kit'
import type { FastifyReply } from 'fastify'
import type { Chat } from '../chat.ts'
import { encodePosition } from './cursor.ts'
import type { SyncResult } from './sync-answer.ts'
import type { SyncQuestion } from './sync-desk.ts'

/** How often a stream with nothing to say shows that it lives, in milliseconds. */
const heartbeatMs = 25_000

/**
 * The answers of sync as server-sent events: `data` is one answer, `id` its cursor, for `?since=` when coming back.
 * Ends when the server drains, when the token expires, with the session, and with the client. A client that reads slowly gets fewer and larger answers.
 */
export async function streamSync(chat: Chat, first: SyncQuestion, reply: FastifyReply, caller: Caller): Promise<void> {
  const { raw } = reply
  const { expiresAt } = caller
  let end = () => {}
  const leave = chat.held.add(caller, () => {
    raw.end()
    end()
  })
  raw.once('close', () => {
    leave()
    end()
  })
  raw.writeHead(200, { ...headersOf(reply), 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  let question = first
  while (!raw.destroyed && !raw.writableEnded && !chat.desk.draining && chat.clock() < expiresAt) {
    const holdMs = Math.min(heartbeatMs, expiresAt - chat.clock())
    const result = await chat.desk.hold(question, holdMs, (stop) => {
      end = stop
    })
    if (result === undefined) return
    question = { ...question, since: result.position, rebase: false }
    await written(raw, result.anything ? message(result) : ': nothing new\n\n')
  }
  raw.end()
}

const message = ({ position, body }: SyncResult): string => `id: ${encodePosition(position)}\ndata: ${body}\n\n`

const headersOf = (reply: FastifyReply) => reply.getHeaders() as Record<string, string>

/** Settles when the client has room for more, or is gone. */
function written(raw: ServerResponse, text: string): Promise<void> | undefined {
  if (raw.write(text) || raw.destroyed) return undefined
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done)
      resolve()
    }
    raw.on('drain', done).on('close', done)
  })
}
