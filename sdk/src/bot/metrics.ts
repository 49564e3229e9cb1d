/** Upper bounds of the times that handlers take, in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

export interface BotSummaryCounts {
  handled: number
  failed: number
  jobs: number
  jobs_failed: number
  in_hand: number
  lag_ms: number
  memory_bytes: number
}

type Outcome = 'handled' | 'failed'

/** What a bot counts of itself, as Prometheus reads it. */
export class BotMetrics {
  readonly #buckets = bounds.map(() => 0)
  #seconds = 0
  readonly counts: Record<Outcome, number> = { handled: 0, failed: 0 }
  jobs: Record<Outcome, number> = { handled: 0, failed: 0 }
  #lagMs = 0

  /** Takes in one update: how it went, how long its handlers took, and how long after its event they were done. */
  note(outcome: Outcome, tookMs: number, lagMs: number): void {
    this.counts[outcome]++
    this.#seconds += tookMs / 1000
    this.#lagMs = lagMs
    bounds.forEach((bound, index) => {
      if (tookMs / 1000 <= bound) this.#buckets[index] = (this.#buckets[index] ?? 0) + 1
    })
  }

  /** The same in short, as `/healthz` shows it. */
  summary(inHand: number, memoryBytes: number): BotSummaryCounts {
    const { handled, failed } = this.counts
    const { handled: jobs, failed: jobs_failed } = this.jobs
    return { handled, failed, jobs, jobs_failed, in_hand: inHand, lag_ms: this.#lagMs, memory_bytes: memoryBytes }
  }

  /** The text exposition format, version 0.0.4. */
  text(inHand: number, memoryBytes: number): string {
    const total = this.counts.handled + this.counts.failed
    return [
      ...family('bartab_bot_updates_total', 'counter', 'Updates by outcome', outcomes(this.counts)),
      ...family('bartab_bot_jobs_total', 'counter', 'Jobs by outcome', outcomes(this.jobs)),
      '# HELP bartab_bot_handler_seconds How long the handlers of an update took',
      '# TYPE bartab_bot_handler_seconds histogram',
      ...bounds.map((bound, index) => `bartab_bot_handler_seconds_bucket{le="${bound}"} ${this.#buckets[index]}`),
      `bartab_bot_handler_seconds_bucket{le="+Inf"} ${total}`,
      `bartab_bot_handler_seconds_sum ${this.#seconds}`,
      `bartab_bot_handler_seconds_count ${total}`,
      ...family('bartab_bot_in_hand', 'gauge', 'Updates that are being handled', { '': inHand }),
      ...family('bartab_bot_lag_seconds', 'gauge', 'From the newest event to the end of its handlers', {
        '': this.#lagMs / 1000,
      }),
      ...family('process_resident_memory_bytes', 'gauge', 'Resident memory', { '': memoryBytes }),
      '',
    ].join('\n')
  }
}

function outcomes(counts: Record<Outcome, number>): Record<string, number> {
  return { '{outcome="handled"}': counts.handled, '{outcome="failed"}': counts.failed }
}

function family(name: string, type: string, help: string, values: Record<string, number>): string[] {
  const lines = Object.entries(values).map(([labels, value]) => `${name}${labels} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines]
}
