import { Ajv, type Options } from 'ajv'
import formats from 'ajv-formats'
import type { App } from './app.ts'

const common: Options = { allErrors: true, removeAdditional: false, useDefaults: true, strict: false }

/**
 * A body is taken as it was sent: a wrong type or an unknown field is refused, never mended.
 * Query, path and headers are text, so that there a number is read from its digits.
 */
export function schemaValidation(app: App): void {
  const asSent = formats.default(new Ajv({ ...common, coerceTypes: false }))
  const fromText = formats.default(new Ajv({ ...common, coerceTypes: true }))
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? asSent : fromText).compile(schema))
}
