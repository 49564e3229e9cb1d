import type { TSchema } from '@bartab/sdk/type'

interface JsonSchema {
  type?: string
  description?: string
  enum?: unknown[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  items?: TSchema
}

/** What a field accepts, in words. */
export function accepts(schema: TSchema): string {
  const s = schema as JsonSchema
  if (s.description !== undefined) return s.description
  if (s.enum !== undefined) return `one of ${s.enum.join(', ')}`
  switch (s.type) {
    case 'integer':
    case 'number':
      return `${s.type === 'integer' ? 'a whole number' : 'a number'}${range(s.minimum, s.maximum)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return `a comma separated list, each ${accepts(s.items as TSchema)}`
    default:
      return s.pattern === undefined ? `text${length(s)}` : `text that matches ${s.pattern}`
  }
}

function range(minimum?: number, maximum?: number): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` of at least ${minimum}`
  return maximum === undefined ? '' : ` of at most ${maximum}`
}

function length({ minLength, maxLength }: JsonSchema): string {
  const bounds = range(minLength, maxLength)
  return bounds === '' ? '' : `${bounds} characters`
}
