import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import type { FastifyError } from 'fastify'
import { invalidRequest } from './invalid-request.ts'

const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'CONTENT_TYPE_UNSUPPORTED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_INVALID',
  FST_ERR_BAD_URL: 'PATH_INVALID',
  FST_ERR_MAX_PARAM_LENGTH: 'ROUTE_NOT_FOUND',
  FST_ERR_NOT_FOUND: 'ROUTE_NOT_FOUND',
}

const byStatus: Record<number, ProblemCode> = {
  404: 'ROUTE_NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'CONTENT_TYPE_UNSUPPORTED',
  429: 'RATE_LIMITED',
}

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** What a caller is told about a failure. Whatever has no code of its own is INTERNAL, with its cause kept for the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return new Problem('INTERNAL', { cause: error })
  const { code = '', statusCode, validation } = error as Partial<FastifyError>
  if (validation !== undefined) return invalidRequest(error as FastifyError)
  if (isJsonFault(error, statusCode)) return new Problem('BODY_NOT_JSON', { cause: error })
  if (noRoom.has(code)) return new Problem('STORAGE_FULL', { cause: error })
  const known = byFastifyCode[code] ?? refusedByFramework(code, statusCode)
  return new Problem(known ?? 'INTERNAL', { cause: error })
}

// the JSON parser throws bare SyntaxErrors with a status
function isJsonFault(error: Error, statusCode: number | undefined): boolean {
  return error instanceof SyntaxError && statusCode === 400
}

function refusedByFramework(code: string, statusCode = 500): ProblemCode | undefined {
  if (!code.startsWith('FST_') || statusCode >= 500) return undefined
  return byStatus[statusCode] ?? 'BODY_INVALID'
}
