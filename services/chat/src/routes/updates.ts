import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import {
  AckAnswer,
  AckBody,
  DeadLetterList,
  DeadLetterQuery,
  EmptyBody,
  NackBody,
  UpdateBatch,
  UpdatesQuery,
} from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { Chat } from '../chat.ts'
import { acknowledge, deadLetters, giveBack, renewLeases, settleDead, takeUpdates } from '../domain/updates.ts'
import { syncTimeout } from '../sync/sync-question.ts'
import { sendJson } from './shapes.ts'

const config = { scope: 'bot' } as const
const LetterParams = Type.Object({ seq: Type.Integer({ minimum: 1 }) })
const [limitDefault, leaseDefaultMs] = [20, 60_000]

/** A bot's own position in the log, held by the server: `/chat/v1/updates`. */
export function updateRoutes(app: App, chat: Chat): void {
  const take = { querystring: UpdatesQuery, response: { 200: UpdateBatch } }
  app.get('/chat/v1/updates', { config, schema: take }, async ({ caller, query }, reply) => {
    const timeout = syncTimeout(query)
    const userNo = await chat.userNo(caller.userId)
    chat.lobby.enter(userNo)
    const lease = query.lease_ms ?? leaseDefaultMs
    const held = heldBy(query.held)
    if (held !== undefined && chat.store.bots.openCount(userNo) > 0)
      await chat.write((ledger) => renewLeases(ledger, caller.userId, held, chat.clock() + lease))
    let isCut = false
    await chat.updates.ready(userNo, timeout, (end) => {
      const leave = chat.held.add(caller, () => {
        isCut = true
        end()
      })
      reply.raw.once('close', leave).once('close', end)
    })
    if (isCut) throw new Problem('TOKEN_REVOKED')
    if (reply.raw.destroyed) return reply
    const until = chat.clock() + lease
    const taken = await chat.write((ledger) => takeUpdates(ledger, caller.userId, query.limit ?? limitDefault, until))
    const updates = taken.map(
      ({ event, attempt }) => `{"seq":${event.seq},"attempt":${attempt},"event":${chat.eventJson.of(event, userNo)}}`,
    )
    return sendJson(reply, `{"updates":[${updates.join(',')}],"leased_until_ts":${until}}`)
  })

  const ack = { body: AckBody, response: { 200: AckAnswer } }
  app.post('/chat/v1/updates/ack', { config, schema: ack }, async ({ caller, body: { seq, seqs = [] } }) => {
    const all = seq === undefined ? seqs : [seq, ...seqs]
    return { acknowledged: await chat.write((ledger) => acknowledge(ledger, caller.userId, all)) }
  })

  const nack = { body: NackBody, response: { 200: AckAnswer } }
  app.post('/chat/v1/updates/nack', { config, schema: nack }, async ({ caller, body: { seq, reason } }) => ({
    acknowledged: await chat.write((ledger) => giveBack(ledger, caller.userId, seq, reason)),
  }))
  deadLetterRoutes(app, chat)
}

const heldBy = (list: string | undefined): Set<number> | undefined =>
  list === undefined ? undefined : new Set(list.split(',').filter(Boolean).map(Number))

function deadLetterRoutes(app: App, chat: Chat): void {
  const list = { querystring: DeadLetterQuery, response: { 200: DeadLetterList } }
  app.get('/chat/v1/updates/dead', { config, schema: list }, async ({ caller, query }, reply) => {
    const { letters, next } = deadLetters(chat.store, caller.userId, query.from ?? 0, query.limit ?? limitDefault)
    const userNo = await chat.userNo(caller.userId)
    const dead = letters.map(({ seq, attempts, reason, deadTs, event }) => {
      const facts = JSON.stringify({ seq, attempts, reason: reason ?? '', dead_ts: deadTs })
      return `${facts.slice(0, -1)},"event":${chat.eventJson.of(event, userNo)}}`
    })
    return sendJson(reply, `{"dead":[${dead.join(',')}]${next === undefined ? '' : `,"next":${next}`}}`)
  })

  const one = { config, schema: { params: LetterParams, response: { 200: EmptyBody } } }
  app.post('/chat/v1/updates/dead/:seq/retry', one, async ({ caller, params }) => {
    await chat.write((ledger) => settleDead(ledger, caller.userId, params.seq, 'retry'))
    chat.audience.wakePeople([await chat.userNo(caller.userId)])
    return {}
  })
  app.delete('/chat/v1/updates/dead/:seq', one, async ({ caller, params }) => {
    await chat.write((ledger) => settleDead(ledger, caller.userId, params.seq, 'discard'))
    return {}
  })
}
