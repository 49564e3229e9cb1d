import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Lifecycle } from '../lifecycle.ts'
import { ChunkedBody } from '../server/chunked-body.ts'
import type { CarriedRequest } from './carried-request.ts'
import type { CarriedResponse } from './carried-response.ts'
import { channelPath, channelType } from './frames.ts'
import { RequestChannel } from './request-channel.ts'

export interface ChannelOptions {
  lifecycle: Lifecycle
  /** What may be asked over a channel: `GET` of these very paths. */
  carried: readonly string[]
}

/**
 * `POST /channel`: questions come as its body and answers leave as its answer, both for as long as the connection lasts.
 * Each question takes the way of every other request, its token and its log line included.
 */
export function channelRoute(app: FastifyInstance, { lifecycle, carried }: ChannelOptions): void {
  const open = new Set<RequestChannel>()
  lifecycle.onDrain(() => {
    for (const channel of open) channel.goAway()
  })
  const answer = (request: CarriedRequest, response: CarriedResponse) => {
    if (carried.includes(pathOf(request.url))) app.routing(asRequest(request), asResponse(response))
    else response.writeHead(404).end()
  }
  app.register(async (own) => {
    own.addContentTypeParser(channelType, (_request, body, done) => done(null, body))
    own.post(channelPath, { config: { scope: 'public', body: 'raw' } }, (request, reply) => {
      const channel = openChannel(request, reply, answer)
      open.add(channel)
      reply.raw.once('close', () => open.delete(channel))
      if (lifecycle.state === 'draining') channel.goAway()
    })
  })
}

function openChannel(
  { raw: request }: FastifyRequest,
  reply: FastifyReply,
  answer: (request: CarriedRequest, response: CarriedResponse) => void,
): RequestChannel {
  reply.hijack()
  const body = new ChunkedBody(reply.raw, { 'content-type': channelType })
  const channel = new RequestChannel(body, answer)
  body.watch(
    () => channel.hasRoom(),
    () => channel.closed(),
  )
  request.on('data', (bytes: Buffer) => {
    try {
      channel.take(bytes)
    } catch (error) {
      request.destroy(error as Error)
    }
  })
  request.on('end', () => channel.askedLast()).on('error', () => reply.raw.destroy())
  return channel
}

const pathOf = (target: string): string => target.split('?', 1)[0] as string

/** As far as anybody looks at them they are. */
const asRequest = (request: CarriedRequest) => request as unknown as IncomingMessage
const asResponse = (response: CarriedResponse) => response as unknown as ServerResponse
