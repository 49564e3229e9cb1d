import { ProblemDocument } from '@bartab/sdk/schemas'
import type { RouteOptions } from 'fastify'
import { http } from '../http.ts'

type Schema = Readonly<Record<string, unknown>>

/** A path as OpenAPI writes it: `/chat/v1/rooms/{room_id}`. */
export const pathOf = (url: string): string => url.replace(/:(\w+)/g, '{$1}')

/** One route as an OpenAPI operation. */
export function operationOf({ url, config, schema }: RouteOptions, method: string) {
  const parameters = [...parametersOf('path', schema?.params), ...parametersOf('query', schema?.querystring)]
  return {
    operationId: `${method.toLowerCase()}_${pathOf(url).replace(/\W+/g, '_').replace(/^_|_$/g, '')}`,
    tags: [url.split('/')[3] ?? url.split('/')[1]],
    ...security(config?.scope),
    ...(parameters.length > 0 && { parameters }),
    ...(schema?.body !== undefined && { requestBody: { required: true, content: json(schema.body) } }),
    responses: { ...answers(schema?.response), default: refusal },
  }
}

function security(scope: NonNullable<RouteOptions['config']>['scope']) {
  if (scope === undefined || scope === 'public') return { security: [{}] }
  return { security: [{ token: scope === 'authenticated' ? [] : [scope].flat() }] }
}

function parametersOf(place: 'path' | 'query', schema: unknown) {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Schema; required?: string[] }
  return Object.entries(properties).map(([name, of]) => ({
    ...{ name, in: place, required: place === 'path' || required.includes(name), schema: of },
  }))
}

function answers(response: unknown): Record<string, unknown> {
  const declared = Object.entries((response ?? {}) as Schema)
  if (declared.length === 0) return { '2XX': { description: 'Done' } }
  return Object.fromEntries(
    declared.map(([status, schema]) => [
      status.toUpperCase(),
      { description: http.STATUS_CODES[status] ?? 'Done', content: json(schema) },
    ]),
  )
}

const json = (schema: unknown) => ({ 'application/json': { schema } })
const refusal = {
  description: 'Refused; `code` says why',
  content: { 'application/problem+json': { schema: ProblemDocument } },
}
