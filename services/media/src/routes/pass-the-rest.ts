import type { FastifyRequest } from 'fastify'

const restMs = 5_000

/** A client that is still sending reads the answer only once its bytes are taken; for a while they are. */
export function passTheRest({ raw }: FastifyRequest): void {
  if (raw.complete) return
  raw.resume()
  setTimeout(() => raw.complete || raw.destroy(), restMs).unref()
}
