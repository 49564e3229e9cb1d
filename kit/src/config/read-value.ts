import type { TSchema } from '@bartab/sdk/type'

/** Turns a variable's text into the type that the schema asks for; text that cannot be turned stays text. */
export function readValue(schema: TSchema, text: string): unknown {
  switch ((schema as { type?: string }).type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
    case 'boolean':
      return booleans[text] ?? text
    case 'array':
      return readList(schema, text)
    default:
      return text
  }
}

const booleans: Record<string, boolean> = { true: true, false: false, 1: true, 0: false }

function readList(schema: TSchema, text: string): unknown[] {
  const { items } = schema as unknown as { items: TSchema }
  return text.split(',').map((item) => readValue(items, item.trim()))
}
