import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import type { FastifyError } from 'fastify'
import { schemaFaults } from '../schema/faults.ts'

const parts: Record<string, { code: ProblemCode; whole: string }> = {
  body: { code: 'BODY_INVALID', whole: 'the body' },
  querystring: { code: 'QUERY_INVALID', whole: 'the query' },
  params: { code: 'PARAMETER_INVALID', whole: 'the path' },
  headers: { code: 'HEADER_INVALID', whole: 'the headers' },
}

const maxFaults = 20

/** The problem for a request that its route's schema refuses: which fields, and why; never their values. */
export function invalidRequest(error: FastifyError): Problem {
  const { code = 'BODY_INVALID', whole = 'the body' } = parts[error.validationContext ?? 'body'] ?? {}
  const faults = schemaFaults(error.validation ?? []).slice(0, maxFaults)
  const detail = faults.map(({ field, message }) => `${field === '(all)' ? whole : field} ${message}`).join('; ')
  return new Problem(code, { detail, members: { errors: faults } })
}
