import type { Static, TObject, TSchema } from '@bartab/sdk/type'
import { mismatches } from '../schema/matches.ts'
import { ConfigError, type ConfigFault } from './config-error.ts'
import { accepts } from './describe.ts'
import { isSecretFile, variableOf } from './env.ts'
import { readSecret } from './read-secret.ts'
import { readValue } from './read-value.ts'

/** A field's value and what to say should the schema refuse it; or what kept it from being read. */
type Reading = { value: unknown; refusal?: ConfigFault } | { fault: ConfigFault } | undefined

/**
 * Reads a server's whole configuration out of the environment, by one schema.
 * A variable that is empty counts as not set.
 *
 * @throws {ConfigError} naming every fault at once.
 */
export function loadConfig<T extends TObject>(schema: T, environment: NodeJS.ProcessEnv): Static<T> {
  const required = new Set((schema as unknown as { required?: string[] }).required)
  const fields = Object.entries(schema.properties as Record<string, TSchema>)
  const readings = fields.map(([field, one]) => [field, readField(one, environment, required.has(field))] as const)
  const values = Object.fromEntries(
    readings.flatMap(([field, reading]) =>
      reading !== undefined && 'value' in reading ? [[field, reading.value]] : [],
    ),
  )
  const refused = refusedFields(schema, values)
  const faults = readings.flatMap(([field, reading]) => faultOf(reading, refused.has(field)) ?? [])
  if (faults.length > 0) throw new ConfigError(faults)
  return values as Static<T>
}

/** All fields are judged at once: a schema compiled for each takes twice as long. */
function refusedFields(schema: TObject, values: object): Set<string | undefined> {
  return new Set(mismatches(schema, values).map(({ field }) => field.split('.')[0]))
}

function faultOf(reading: Reading, refused: boolean): ConfigFault | undefined {
  if (reading === undefined) return undefined
  if ('fault' in reading) return reading.fault
  return refused ? reading.refusal : undefined
}

function readField(schema: TSchema, environment: NodeJS.ProcessEnv, required: boolean): Reading {
  const variable = variableOf(schema)
  const text = variable === undefined ? undefined : environment[variable]
  if (variable === undefined || text === undefined || text === '') return readUnset(schema, variable, required)
  return isSecretFile(schema) ? readSecretField(schema, variable, text) : readText(schema, variable, text)
}

function readUnset(schema: TSchema, variable: string | undefined, required: boolean): Reading {
  const preset = (schema as { default?: unknown }).default
  if (preset !== undefined) return { value: preset }
  if (!required) return undefined
  if (variable === undefined) throw new TypeError('a config field needs a default, or a variable named by env()')
  return { fault: { variable, problem: 'is not set', accepts: isSecretFile(schema) ? secretAccepts : accepts(schema) } }
}

function readText(schema: TSchema, variable: string, text: string): Reading {
  const refusal = { variable, problem: `got ${shown(text)}`, accepts: accepts(schema) }
  return { value: readValue(schema, text), refusal }
}

function readSecretField(schema: TSchema, variable: string, path: string): Reading {
  const reading = readSecret(path)
  if ('problem' in reading) return { fault: { variable, problem: reading.problem, accepts: secretAccepts } }
  const problem = `the content of ${path} has the wrong form`
  const refusal = { variable, problem, accepts: `a file that holds ${accepts(schema)}` }
  return { value: readValue(schema, reading.value), refusal }
}

const secretAccepts = 'the path of a file that holds the secret, of mode 0600 or 0400'

// an address may carry a password before its host
function shown(text: string): string {
  const masked = text.replace(/\/\/[^/@\s]*@/, '//…@')
  return JSON.stringify(masked.length > 100 ? `${masked.slice(0, 100)}…` : masked)
}

/** Every variable of a config schema, for help texts and generated reference. */
export function configVariables(schema: TObject): { variable: string; accepts: string; default?: unknown }[] {
  return Object.values(schema.properties as Record<string, TSchema>).flatMap((field) => {
    const variable = variableOf(field)
    const preset = (field as { default?: unknown }).default
    if (variable === undefined) return []
    return [
      {
        variable,
        accepts: isSecretFile(field) ? secretAccepts : accepts(field),
        ...(preset === undefined ? {} : { default: preset }),
      },
    ]
  })
}
