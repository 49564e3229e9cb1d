import type { ErrorObject } from 'ajv'

/** One field that a schema refuses, and why; never its value. */
export interface Fault {
  /** `(all)` where it is the whole that is refused. */
  field: string
  message: string
}

/** What a validator says, for people: the branches of an alternative become one sentence about their field. */
export function schemaFaults(errors: readonly ErrorObject[]): Fault[] {
  const said = errors.filter((error) => !isSummary(error, errors))
  const byPlace = Map.groupBy(said, (error) => `${fieldOf(error)}\n${isChoice(error) ? 'choice' : error.keyword}`)
  return [...byPlace.values()].flatMap((group) => faultsOf(group))
}

function faultsOf(group: readonly ErrorObject[]): Fault[] {
  const [first] = group
  if (first === undefined) return []
  if (isChoice(first)) return [{ field: fieldOf(first), message: choice(group) }]
  const messages = unique(group.map(({ keyword, message }) => wording[keyword] ?? message ?? refused))
  return messages.map((message) => ({ field: fieldOf(first), message }))
}

const refused = 'is not accepted'

const wording: Record<string, string> = {
  required: 'is missing',
  additionalProperties: 'is not a field of this call',
  anyOf: 'has none of the forms that it may have',
  oneOf: 'has none of the forms that it may have',
}

const typeNames: Record<string, string> = { object: 'an object', array: 'a list' }

/** The values and types that a field may have: `must be one of a, b`. */
function choice(group: readonly ErrorObject[]): string {
  const params = group.map((error) => error.params as { allowedValue?: unknown; allowedValues?: unknown[] })
  const values = unique(params.flatMap(({ allowedValue, allowedValues }) => allowedValues ?? [allowedValue]))
  const types = unique(group.flatMap(({ params: { type } }) => (type as string | string[] | undefined) ?? []))
  const named = types.map((type) => typeNames[type] ?? type)
  if (values.length === 0) return `must be ${named.join(' or ')}`
  return `must be ${[values.length === 1 ? values[0] : `one of ${values.join(', ')}`, ...named].join(' or ')}`
}

const unique = (values: readonly unknown[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined).map(String)),
]

const isChoice = ({ keyword }: ErrorObject): boolean => ['const', 'enum', 'type'].includes(keyword)

/** The validator's «matches no branch», where it says of the branches themselves why. */
function isSummary(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') return false
  return all.some(({ schemaPath }) => schemaPath.startsWith(`${error.schemaPath}/`))
}

function fieldOf({ instancePath, params }: ErrorObject): string {
  const at = instancePath.slice(1).replaceAll('/', '.')
  const name = (params['missingProperty'] ?? params['additionalProperty']) as string | undefined
  return ([at, name].filter(Boolean).join('.') || '(all)').slice(0, 200)
}
