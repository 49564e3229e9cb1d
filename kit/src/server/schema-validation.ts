import { Ajv, type Options } from 'ajv'
import formats from 'ajv-formats'
import type { App } from './app.ts'

const common: Options = { removeAdditional: false, useDefaults: true, strict: false }

// shared by all servers of a process: a schema is compiled once, and one that stands by has done it before its turn
const asSent = validators({ ...common, coerceTypes: false })
const fromText = validators({ ...common, coerceTypes: true })

/**
 * A body is taken as it was sent: a wrong type or an unknown field is refused, never mended.
 * Query, path and headers are text, so that there a number is read from its digits.
 */
export function schemaValidation(app: App): void {
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? asSent : fromText)(schema))
}

function validators(options: Options) {
  const first = formats.default(new Ajv({ ...options, allErrors: false }))
  const all = formats.default(new Ajv({ ...options, allErrors: true }))
  return (schema: object) => {
    const firstFault = first.compile(schema)
    return (value: unknown) => {
      if (firstFault(value)) return true
      // a megabyte of faults takes seconds to collect
      if (!isSmall(value)) return { error: firstFault.errors ?? [] }
      // most schemas never see a fault; Ajv keeps what it has compiled
      const allFaults = all.compile(schema)
      return allFaults(value) || { error: allFaults.errors ?? [] }
    }
  }
}

const mostValues = 500

function isSmall(value: unknown): boolean {
  let left = mostValues
  const visit = (part: unknown): boolean => {
    left -= 1
    if (left < 0) return false
    return typeof part !== 'object' || part === null || Object.values(part).every(visit)
  }
  return visit(value)
}
