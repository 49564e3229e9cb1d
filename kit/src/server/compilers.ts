import { createRequire } from 'node:module'
import type { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify'
import { Judge } from '../schema/judge.ts'

type CompilersFactory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
type BuildSerializer = ReturnType<typeof SerializerSelector>

// shared by all servers of a process: a schema is compiled once
const asSent = new Judge({ useDefaults: true, coerceTypes: false })
const fromText = new Judge({ useDefaults: true, coerceTypes: true })

/**
 * A body is taken as it was sent: a wrong type or an unknown field is refused, never mended.
 * Query, path and headers are text, so that there a number is read from its digits.
 */
const judgeRequests: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const judge = httpPart === 'body' ? asSent : fromText
  return (value: unknown) => {
    const error = judge.faults(schema, value)
    return error.length === 0 ? true : { error: [...error] }
  }
}

const require = createRequire(import.meta.url)
let selected: BuildSerializer | undefined

/** Fastify's own. Its packages are loaded with the first answer that has a schema. */
const buildSerializer: BuildSerializer = (...shared) => {
  selected ??= (
    require('@fastify/fast-json-stringify-compiler') as { SerializerSelector: typeof SerializerSelector }
  ).SerializerSelector()
  return selected(...shared)
}

/**
 * What Fastify judges requests with and writes answers with. A server has a hundred routes, and of most of them nobody
 * makes use for days: each is compiled when the first request needs it.
 *
 * @see docs/decisions/0041-memory-of-an-idle-server.md
 */
export const compilersFactory: CompilersFactory = {
  buildValidator: () => judgeRequests as never,
  buildSerializer:
    (...shared) =>
    (route) => {
      let write: ReturnType<ReturnType<BuildSerializer>> | undefined
      return (answer) => {
        write ??= buildSerializer(...shared)(route)
        return write(answer)
      }
    },
}
