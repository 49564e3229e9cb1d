import type { FastifyRequest } from 'fastify'

/** The query as it was sent; a parameter may be there several times. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const { url } = request.raw
  const at = url?.indexOf('?') ?? -1
  return new URLSearchParams(at === -1 ? '' : url?.slice(at + 1))
}
