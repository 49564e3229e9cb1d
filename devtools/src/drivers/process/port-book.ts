import { readJson, writeJson } from '../../state/json-file.ts'
import { findFreePorts, whyNotFree } from './free-ports.ts'

export interface ServicePorts {
  public: number
  internal: number
}

export type Ports = Record<string, ServicePorts>

/** The loopback ports of a stack's services: found once, written down, used again. */
export class PortBook {
  readonly #file: string
  #ports: Ports

  constructor(file: string) {
    this.#file = file
    this.#ports = readJson<Ports>(file) ?? {}
  }

  /** The ports of a service. Call `fill` before. */
  of(service: string): ServicePorts {
    const ports = this.#ports[service]
    if (ports === undefined) throw new Error(`no ports were found for ${service}`)
    return ports
  }

  knows(service: string): boolean {
    return this.#ports[service] !== undefined
  }

  /**
   * Finds ports for every service that has none, and new ones for one that is not running and whose ports somebody
   * else has taken meanwhile, or are to be the stack's own. Remembers them in memory; `save` writes them down.
   */
  async fill(services: readonly string[], stackPort: number, isRunning: (service: string) => boolean): Promise<void> {
    const needy: string[] = []
    for (const name of services) {
      if (!this.knows(name) || (!isRunning(name) && (await this.#taken(name, stackPort)))) needy.push(name)
    }
    const found = await findFreePorts(needy.length * 2, this.#meant(stackPort))
    const given = needy.map(
      (name, i) => [name, { public: found[2 * i] ?? 0, internal: found[2 * i + 1] ?? 0 }] as const,
    )
    this.#ports = { ...this.#ports, ...Object.fromEntries(given) }
  }

  /** A gateway that was replaced has another internal port. */
  move(service: string, internal: number): void {
    this.#ports = { ...this.#ports, [service]: { ...this.of(service), internal } }
    this.save()
  }

  save(): void {
    writeJson(this.#file, this.#ports)
  }

  /** Nobody need listen on them yet: the stack is only about to start, and a service may be stopped. */
  #meant(stackPort: number): Set<number> {
    const known = Object.values(this.#ports).flatMap(({ public: open, internal }) => [open, internal])
    return new Set([stackPort, ...known])
  }

  async #taken(service: string, stackPort: number): Promise<boolean> {
    const { public: open, internal } = this.of(service)
    if (open === stackPort || internal === stackPort) return true
    const faults = await Promise.all([open, internal].map((port) => whyNotFree('127.0.0.1', port)))
    return faults.some((fault) => fault !== undefined)
  }
}
