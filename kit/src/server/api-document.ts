import type { RouteOptions } from 'fastify'
import { channelPath } from '../channel/frames.ts'
import { operationOf, pathOf } from './api-operation.ts'
import { publishedSchemas, withReferences } from './api-schemas.ts'
import type { App } from './app.ts'

/**
 * `GET /<service>/v1/openapi.json`: the routes of this very server as an OpenAPI 3.1 document, made from the schemas
 * that validate them. Call it before the routes are added.
 */
export function apiDocument(app: App, name: string, version: string): void {
  const routes: RouteOptions[] = []
  const own = `/${name}/v1/openapi.json`
  app.addHook('onRoute', (route) => {
    if (!unlisted.has(route.url) && route.url !== own) routes.push(route)
  })
  let document: string | undefined
  app.get(own, { config: { scope: 'public' } }, async (_request, reply) => {
    document ??= JSON.stringify(documentOf(name, version, routes))
    return reply.type('application/json').send(document)
  })
}

/** What an operator's probes and the gateway ask, and no client. */
const unlisted = new Set(['/healthz', '/readyz', channelPath])

function documentOf(name: string, version: string, routes: readonly RouteOptions[]) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const operations = { ...paths[pathOf(route.url)] }
    for (const method of [route.method].flat())
      if (method !== 'HEAD' && method !== 'OPTIONS') operations[method.toLowerCase()] = operationOf(route, method)
    if (Object.keys(operations).length > 0) paths[pathOf(route.url)] = operations
  }
  const { value, used } = withReferences(paths)
  return {
    openapi: '3.1.0',
    info: { title: `BarTAB Chat: ${name}`, version },
    paths: value,
    components: { schemas: publishedSchemas(used), securitySchemes },
  }
}

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of a person or a bot.' },
}
