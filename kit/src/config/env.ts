import { type TSchema, type TString, Type } from '@bartab/sdk/type'

const variableKey = 'x-env'
const secretKey = 'x-secret-file'

/** Names the environment variable that fills a field of a config schema. */
export function env<T extends TSchema>(name: string, schema: T): T {
  return annotate(schema, { [variableKey]: name })
}

/**
 * A secret: its value is the content of the file that the variable `name` points at, without the last line break.
 * The variable ends in `_FILE`. A missing, unreadable or empty file is a fault, and so is one that others may read.
 * The value is never part of a fault's text.
 */
export function secretFile<T extends TSchema = TString>(name: string, schema?: T): T {
  return annotate((schema ?? Type.String({ minLength: 1 })) as T, { [variableKey]: name, [secretKey]: true })
}

/** The variable that fills this field, if one does. */
export function variableOf(schema: TSchema): string | undefined {
  return (schema as Record<string, unknown>)[variableKey] as string | undefined
}

export function isSecretFile(schema: TSchema): boolean {
  return secretKey in schema
}

// TypeBox keeps its own marks in hidden properties, which a spread would lose
function annotate<T extends TSchema>(schema: T, marks: Record<string, unknown>): T {
  return Object.assign(Object.create(Object.getPrototypeOf(schema), Object.getOwnPropertyDescriptors(schema)), marks)
}
