import type { FastifyRequest, RouteOptions } from 'fastify'
import type { App } from './app.ts'

/** Nothing at all, or an object without fields. */
const noFields = { type: ['object', 'null'], additionalProperties: false }

const withBody = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * A route that declares no body takes none: whoever sends fields is told so, and learns of a misspelt call. A route
 * that reads its body itself says `config: { body: 'raw' }`.
 */
export function undeclaredBody(app: App): void {
  app.addHook('onRoute', (route) => {
    if (takesNoFields(route)) route.schema = { ...route.schema, body: noFields }
  })
}

/** The route declares no body, so that an empty one is none. */
export const needsNoBody = ({ routeOptions }: FastifyRequest): boolean => routeOptions.schema?.body === noFields

function takesNoFields({ method, schema, config }: RouteOptions): boolean {
  const methods = [method].flat()
  return methods.every((name) => withBody.has(name)) && schema?.body === undefined && config?.body !== 'raw'
}
