import type { Route } from './route.ts'

/** The routing table, made once and never changed: a new one takes its place as a whole. */
export class RoutingTable {
  readonly #byFirstSegment = new Map<string, Route[]>()

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const first = firstSegment(route.prefix)
      this.#byFirstSegment.set(first, [...(this.#byFirstSegment.get(first) ?? []), route])
    }
  }

  /** The row for a canonical path, or undefined where nothing is forwarded. */
  find(method: string, path: string): Route | undefined {
    const candidates = this.#byFirstSegment.get(firstSegment(path))
    return candidates?.find((route) => fits(path, route) && (route.methods?.includes(method) ?? true))
  }

  /** Whether a path belongs to a service, so that it is an unknown call rather than a page. */
  reserves(path: string): boolean {
    return this.#byFirstSegment.has(firstSegment(path))
  }
}

function firstSegment(path: string): string {
  const end = path.indexOf('/', 1)
  return end === -1 ? path : path.slice(0, end)
}

function fits(path: string, { prefix, exact }: Route): boolean {
  if (path.length === prefix.length) return path === prefix
  return exact !== true && path.startsWith(prefix) && path[prefix.length] === '/'
}
