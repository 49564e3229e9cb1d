import * as TypeBox from 'typebox'
import { expect, test } from 'vitest'
import { isSchema, Type } from './type.ts'

type Builders = typeof Type

/** Everything that can be seen of a schema: its members in their order, and the hidden marks. */
function seen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(seen)
  if (typeof value !== 'object' || value === null) return value
  const marks = Object.getOwnPropertyNames(value).filter((name) => !Object.keys(value).includes(name))
  const told = (name: string) => [name, seen((value as Record<string, unknown>)[name])]
  return { members: Object.keys(value).map(told), marks: marks.sort().map(told) }
}

const cases: Record<string, (T: Builders) => object> = {
  'texts and numbers': (T) => T.Array(T.Union([T.String({ maxLength: 3 }), T.Integer({ minimum: 0 }), T.Number()])),
  'a list with bounds': (T) => T.Array(T.Boolean(), { minItems: 1, uniqueItems: true }),
  'literals and null': (T) =>
    T.Union([T.Literal('a'), T.Literal(1), T.Literal(true), T.Null()], { description: 'one' }),
  'a closed list of words': (T) => T.Enum(['red', 'green'], { description: 'a colour' }),
  'an object without fields': (T) => T.Object({}),
  'an object with fields that may be absent': (T) =>
    T.Object(
      { a: T.String(), b: T.Optional(T.Integer({ default: 3 })), c: T.Unknown({ description: 'anything' }) },
      { additionalProperties: false },
    ),
  'an object all of whose fields may be absent': (T) => T.Object({ a: T.Optional(T.Null()) }),
  'a record by any name': (T) => T.Record(T.String(), T.Unknown()),
  'a record by names of a form': (T) => T.Record(T.String({ pattern: '^[a-z]$' }), T.Integer(), { maxProperties: 2 }),
  'several at once': (T) => T.Intersect([T.Object({ a: T.String() }), T.Object({ b: T.Optional(T.String()) })]),
  'a type by assertion': (T) => T.Unsafe<'x'>(T.String({ enum: ['x'] })),
}

test.each(Object.keys(cases))('%s: the same schema as TypeBox makes', (name) => {
  const build = cases[name] as (T: Builders) => object
  expect(seen(build(Type))).toEqual(seen(build(TypeBox.Type as unknown as Builders)))
})

test('a schema that is optional in one place stays required in another', () => {
  const name = Type.String()
  const { required } = Type.Object({ a: Type.Optional(name), b: name }) as { required?: string[] }
  expect(required).toEqual(['b'])
})

test('what was made here is told from other objects', () => {
  expect(isSchema(Type.Optional(Type.String()))).toBe(true)
  expect(isSchema({ type: 'string' })).toBe(false)
})
