import type { Static, TObject, TSchema } from '@bartab/sdk/type'
import { matches } from '../schema/matches.ts'
import { ConfigError, type ConfigFault } from './config-error.ts'
import { accepts } from './describe.ts'
import { isSecretFile, variableOf } from './env.ts'
import { readSecret } from './read-secret.ts'
import { readValue } from './read-value.ts'

type Reading = { value: unknown } | { fault: ConfigFault } | undefined

/**
 * Reads a server's whole configuration out of the environment, by one schema.
 * A variable that is empty counts as not set.
 *
 * @throws {ConfigError} naming every fault at once.
 */
export function loadConfig<T extends TObject>(schema: T, environment: NodeJS.ProcessEnv): Static<T> {
  const required = new Set((schema as unknown as { required?: string[] }).required)
  const values: Record<string, unknown> = {}
  const faults: ConfigFault[] = []
  for (const [field, fieldSchema] of Object.entries(schema.properties as Record<string, TSchema>)) {
    const reading = readField(fieldSchema, environment, required.has(field))
    if (reading === undefined) continue
    if ('fault' in reading) faults.push(reading.fault)
    else values[field] = reading.value
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return values as Static<T>
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
  const value = readValue(schema, text)
  if (matches(schema, value)) return { value }
  return { fault: { variable, problem: `got ${shown(text)}`, accepts: accepts(schema) } }
}

function readSecretField(schema: TSchema, variable: string, path: string): Reading {
  const reading = readSecret(path)
  if ('problem' in reading) return { fault: { variable, problem: reading.problem, accepts: secretAccepts } }
  const value = readValue(schema, reading.value)
  if (matches(schema, value)) return { value }
  const problem = `the content of ${path} has the wrong form`
  return { fault: { variable, problem, accepts: `a file that holds ${accepts(schema)}` } }
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
