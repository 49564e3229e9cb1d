import { Judge } from '../schema/judge.ts'
import type { App } from './app.ts'

// shared by all servers of a process: a schema is compiled once
const asSent = new Judge({ useDefaults: true, coerceTypes: false })
const fromText = new Judge({ useDefaults: true, coerceTypes: true })

/**
 * A body is taken as it was sent: a wrong type or an unknown field is refused, never mended.
 * Query, path and headers are text, so that there a number is read from its digits.
 */
export function schemaValidation(app: App): void {
  app.setValidatorCompiler(({ schema, httpPart }) => {
    const judge = httpPart === 'body' ? asSent : fromText
    return (value: unknown) => {
      const error = judge.faults(schema, value)
      return error.length === 0 ? true : { error: [...error] }
    }
  })
}
