/** Throws, or rejects, to fail; its message, or the text it returns, is the detail. */
export type ReadinessCheck = () => unknown

export interface CheckReport {
  name: string
  status: 'ok' | 'failing'
  detail?: string
}

export interface ReadinessReport {
  status: 'ok' | 'failing'
  checks: CheckReport[]
}

/** Whether a server can do its work, as named checks that each give their reason. */
export class Readiness {
  readonly #checks = new Map<string, ReadinessCheck>()
  readonly #timeoutMs: number

  /** @param options.timeoutMs how long one check may take before it counts as failing. Default 2000. */
  constructor({ timeoutMs = 2_000 }: { timeoutMs?: number } = {}) {
    this.#timeoutMs = timeoutMs
  }

  add(name: string, check: ReadinessCheck): void {
    this.#checks.set(name, check)
  }

  remove(name: string): void {
    this.#checks.delete(name)
  }

  async report(): Promise<ReadinessReport> {
    const checks = await Promise.all([...this.#checks].map(([name, check]) => this.#run(name, check)))
    return { status: checks.every(({ status }) => status === 'ok') ? 'ok' : 'failing', checks }
  }

  async #run(name: string, check: ReadinessCheck): Promise<CheckReport> {
    try {
      const detail = await within(this.#timeoutMs, async () => check())
      return { name, status: 'ok', ...(typeof detail === 'string' ? { detail } : {}) }
    } catch (error) {
      return { name, status: 'failing', detail: error instanceof Error ? error.message : String(error) }
    }
  }
}

async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([work(), promise])
  } finally {
    clearTimeout(timer)
  }
}
