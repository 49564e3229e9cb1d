import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import { type Document, isMap, isPair, LineCounter, type Node, parseDocument } from 'yaml'
import { nearMiss } from '../cli/near-miss.ts'

// it would stop at the eighth, and a person would mend a file twice
Settings.Set({ maxErrors: 1000 })

export interface ConfigFault {
  /** From 1. */
  line: number
  /** The field, dotted; empty for the document as a whole. */
  field: string
  message: string
}

/** Every fault of a YAML document against a schema, in the order of its lines. */
export function configFaults(text: string, schema: TSchema): { value: unknown; faults: ConfigFault[] } {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true })
  const faults = document.errors.map((error): ConfigFault => {
    const [what = ''] = error.message.split('\n')
    const line = error.linePos?.[0].line ?? 1
    if (error.code === 'DUPLICATE_KEY') return { line, field: wordAt(text, error.pos[0]), message: 'it is given twice' }
    return { line, field: '', message: what.replace(/ at line \d+.*$/, '') }
  })
  const value: unknown = document.toJS() ?? {}
  if (faults.length === 0) faults.push(...schemaFaults(document, counter, schema, value))
  return { value, faults: faults.sort((a, b) => a.line - b.line) }
}

function schemaFaults(document: Document, counter: LineCounter, schema: TSchema, value: unknown): ConfigFault[] {
  const byField = new Map<string, ConfigFault>()
  for (const error of Value.Errors(schema, value)) {
    if (error.keyword === 'additionalProperties') continue
    const path = error.instancePath.split('/').slice(1).map(unescapePointer)
    const field = path.join('.')
    if (byField.has(field)) continue
    const line = counter.linePos(offsetOf(document, path)).line
    byField.set(field, { line, field, message: messageOf(schema, path, error.message) })
  }
  return [...byField.values()]
}

const wordAt = (text: string, offset: number): string => /^[\w.-]*/.exec(text.slice(offset))?.[0] ?? ''

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')

function messageOf(schema: TSchema, path: readonly string[], message: string): string {
  let at: Record<string, unknown> | undefined = schema as Record<string, unknown>
  let known = at['description']
  for (const part of path) {
    const properties: Record<string, unknown> | undefined = at?.['properties'] as Record<string, unknown> | undefined
    const next = properties?.[part]
    if (properties !== undefined && next === undefined) {
      return `there is no such field${nearest(part, Object.keys(properties))}`
    }
    at = next as Record<string, unknown> | undefined
    known = at?.['description'] ?? known
  }
  return typeof known === 'string' ? `it takes ${known}` : message
}

function nearest(word: string, known: readonly string[]): string {
  const near = nearMiss(word, known)
  return near === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${near}?`
}

function offsetOf(document: Document, path: readonly string[]): number {
  let node: Node | null = document.contents
  let offset = 0
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => isPair(item) && String(item.key) === part) : undefined
    if (pair === undefined) {
      const item: unknown = document.getIn(path, true)
      return (item as Node | undefined)?.range?.[0] ?? offset
    }
    offset = (pair.key as Node).range?.[0] ?? offset
    node = pair.value as Node | null
  }
  return offset
}
