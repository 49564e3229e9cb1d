import type { Static, TSchema } from '@bartab/sdk/type'
import { type Fault, schemaFaults } from './faults.ts'
import { Judge } from './judge.ts'

const judge = new Judge({ useDefaults: false, coerceTypes: false })

/** Whether a value has the form that a schema states. Nothing is added to it, and nothing turned into another type. */
export function matches<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  return judge.accepts(schema, value)
}

/** Why a value does not have the form that a schema states: which fields, never their values. */
export function mismatches(schema: TSchema, value: unknown): Fault[] {
  return schemaFaults(judge.faults(schema, value))
}
