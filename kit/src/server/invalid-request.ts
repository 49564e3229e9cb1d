import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import type { FastifyError, FastifySchemaValidationError } from 'fastify'

const codeOf: Record<string, ProblemCode> = {
  body: 'BODY_INVALID',
  querystring: 'QUERY_INVALID',
  params: 'PARAMETER_INVALID',
  headers: 'HEADER_INVALID',
}

const maxFaults = 20

/** The problem for a request that its route's schema refuses: which fields, and why; never their values. */
export function invalidRequest(error: FastifyError): Problem {
  const faults = (error.validation ?? []).slice(0, maxFaults).map(fault)
  const detail = faults.map(({ field, message }) => `${field} ${message}`).join('; ')
  return new Problem(codeOf[error.validationContext ?? 'body'] ?? 'BODY_INVALID', {
    detail,
    members: { errors: faults },
  })
}

function fault({ instancePath, keyword, params, message }: FastifySchemaValidationError) {
  const at = instancePath.slice(1).replaceAll('/', '.')
  const name = (params.missingProperty ?? params.additionalProperty) as string | undefined
  const field = [at, name].filter(Boolean).join('.') || '(all)'
  return { field: field.slice(0, 200), message: wording[keyword] ?? message ?? 'is not accepted' }
}

const wording: Record<string, string> = {
  required: 'is missing',
  additionalProperties: 'is not a field of this call',
}
