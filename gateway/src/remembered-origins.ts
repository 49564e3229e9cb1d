import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { atomicWrite } from '@bartab/kit'
import type { ServiceName } from './routing/route.ts'
import { askReadiness } from './upstream/ask-readiness.ts'
import { type Origins, serviceNames } from './upstream/upstreams.ts'

/** Where services were pointed to at run time, and auth's internal listener with them. */
export interface Pointers {
  origins: Partial<Record<ServiceName, readonly string[]>>
  authInternal?: string
}

/** Remembers where services were pointed to, for the next start. What it remembers is a place to look, not a fact. */
export class RememberedOrigins {
  readonly #file: string
  #pointers: Pointers = { origins: {} }

  constructor(file: string) {
    this.#file = file
  }

  get authInternal(): string | undefined {
    return this.#pointers.authInternal
  }

  /** @throws when the file cannot be written; what it said stays as it was. */
  async remember(service: ServiceName, origins: readonly string[], internal: string | undefined): Promise<void> {
    this.#pointers.origins = { ...this.#pointers.origins, [service]: origins }
    if (service === 'auth' && internal !== undefined) this.#pointers.authInternal = internal
    await mkdir(dirname(this.#file), { recursive: true })
    await atomicWrite(this.#file, `${JSON.stringify(this.#pointers)}\n`)
  }

  /** The places to start with: a remembered one where the service answers as ready there, else the configured one. */
  async look(configured: Origins): Promise<Origins> {
    const remembered = await this.#read()
    const found = await Promise.all(
      serviceNames.map(async (service) => {
        const places = remembered.origins[service]
        const holds = places !== undefined && (await anyReady(places))
        return [service, holds ? places : configured[service]] as const
      }),
    )
    const origins = Object.fromEntries(found) as Record<ServiceName, readonly string[]>
    const kept = found.filter(([service, places]) => places !== configured[service])
    this.#pointers = { origins: Object.fromEntries(kept) }
    if (remembered.authInternal !== undefined && origins.auth !== configured.auth) {
      this.#pointers.authInternal = remembered.authInternal
    }
    return origins
  }

  async #read(): Promise<Pointers> {
    try {
      const { origins, authInternal } = JSON.parse(await readFile(this.#file, 'utf8')) as Pointers
      const known = serviceNames.flatMap((name) => (isOrigins(origins?.[name]) ? [[name, origins[name]]] : []))
      return { origins: Object.fromEntries(known), ...(typeof authInternal === 'string' ? { authInternal } : {}) }
    } catch {
      return { origins: {} }
    }
  }
}

function isOrigins(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => /^https?:\/\/[^/?#@\s]+$/.test(String(each)))
}

async function anyReady(origins: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(origins.map((origin) => askReadiness(origin)))
  return answers.some(({ health }) => health === 'ready')
}
