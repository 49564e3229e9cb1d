import type { TSchema, Type as TypeBox } from 'typebox'

export type { Static, TObject, TSchema, TString } from 'typebox'

type Schema = Record<string, unknown>
type Named =
  | 'Array'
  | 'Boolean'
  | 'Enum'
  | 'Integer'
  | 'Intersect'
  | 'Literal'
  | 'Null'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'Record'
  | 'String'
  | 'Union'
  | 'Unknown'
  | 'Unsafe'

/**
 * TypeBox's builders that schemas here are made of, with TypeBox's own types, and without its code: that is 450 modules,
 * which cost each server more memory than all its schemas. What they make is the same, down to the hidden marks.
 *
 * @see docs/decisions/0043-typebox-for-types-alone.md
 */
export const Type = {
  Array: (items: Schema, options?: Schema) => made('Array', { type: 'array', items }, options),
  Boolean: (options?: Schema) => made('Boolean', { type: 'boolean' }, options),
  Enum: (values: unknown[], options?: Schema) => made('Enum', { enum: values }, options),
  Integer: (options?: Schema) => made('Integer', { type: 'integer' }, options),
  Intersect: (allOf: Schema[], options?: Schema) => made('Intersect', { allOf }, options),
  Literal: (value: unknown, options?: Schema) => made('Literal', { type: typeof value, const: value }, options),
  Null: (options?: Schema) => made('Null', { type: 'null' }, options),
  Number: (options?: Schema) => made('Number', { type: 'number' }, options),
  Object: (properties: Record<string, Schema>, options?: Schema) => {
    const required = Object.keys(properties).filter((name) => !(optional in (properties[name] as Schema)))
    return made('Object', { type: 'object', ...(required.length > 0 ? { required } : {}), properties }, options)
  },
  Optional: (schema: Schema) => marked(schema, optional, true),
  Record: (key: Schema, value: Schema, options?: Schema) =>
    made('Record', { type: 'object', patternProperties: { [String(key['pattern'] ?? '^.*$')]: value } }, options),
  String: (options?: Schema) => made('String', { type: 'string' }, options),
  Union: (anyOf: Schema[], options?: Schema) => made('Union', { anyOf }, options),
  Unknown: (options?: Schema) => made('Unknown', {}, options),
  Unsafe: (schema: Schema) => marked(schema, '~unsafe', null),
} as unknown as Pick<typeof TypeBox, Named>

const optional = '~optional'

const made = (kind: string, schema: Schema, options: Schema = {}): Schema =>
  hide({ ...schema, ...options }, '~kind', kind)

/** A copy with a further mark: the schema that was given may be part of others. */
const marked = (schema: Schema, mark: string, value: unknown): Schema =>
  hide(Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema)), mark, value)

/** JSON, validators and generated documents do not see a mark. */
const hide = (schema: Schema, mark: string, value: unknown): Schema =>
  Object.defineProperty(schema, mark, { value, enumerable: false, configurable: true, writable: true })

/** Whether a value was made by one of these. */
export const isSchema = (value: unknown): value is TSchema =>
  typeof value === 'object' && value !== null && '~kind' in value
