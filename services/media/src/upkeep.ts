import { statfs } from 'node:fs/promises'
import type { Metrics, Readiness } from '@bartab/kit'
import type { StorageState } from '@bartab/sdk/schemas'
import { forecast } from './domain/disk-forecast.ts'
import type { DiskSamples } from './store/disk-samples.ts'
import type { HoldingStore } from './store/holding-store.ts'

export interface UpkeepDeps {
  /** The folder whose disk is watched. */
  folder: string
  samples: DiskSamples
  holdings: HoldingStore
  /** Removes what was deleted and uploads that can no longer be resumed. */
  tidyUp(): Promise<void>
  clock(): number
}

const hourMs = 3_600_000
const kept = 21 * 24
/** Below this part of the disk, readiness says so. */
const scarce = 0.05

/** What media does now and then, and what it says of its disk. */
export class Upkeep {
  readonly #deps: UpkeepDeps

  constructor(deps: UpkeepDeps) {
    this.#deps = deps
  }

  /** To be called every few minutes. */
  async tick(): Promise<void> {
    const { samples, clock, tidyUp } = this.#deps
    await tidyUp()
    const now = clock()
    if (now - (samples.all().at(-1)?.ts ?? 0) < hourMs) return
    const { totalBytes, freeBytes } = await this.#disk()
    samples.add({ ts: now, usedBytes: totalBytes - freeBytes }, now - kept * hourMs)
  }

  async state(): Promise<StorageState> {
    const { samples, holdings, clock } = this.#deps
    const { totalBytes, freeBytes } = await this.#disk()
    const { bytesPerDay, fullTs } = forecast(samples.all(), freeBytes, clock())
    const held = {
      ...holdings.total(),
      total_bytes: totalBytes,
      free_bytes: freeBytes,
      growth_bytes_per_day: bytesPerDay,
    }
    return fullTs === undefined ? held : { ...held, full_ts: fullTs }
  }

  /** Metrics, and a check that speaks of a disk that fills; it never fails, since what is there can still be read. */
  watch(metrics: Metrics, readiness: Readiness): void {
    const shown = metrics.gauge('media_storage_bytes', 'The disk of the files, and what people hold on it', ['what'])
    const full = metrics.gauge(
      'media_disk_full_timestamp_seconds',
      'When the disk is full if it goes on like this; 0: not in sight',
    )
    readiness.add('disk', async () => {
      const state = await this.state()
      shown.set({ what: 'total' }, state.total_bytes)
      shown.set({ what: 'free' }, state.free_bytes)
      shown.set({ what: 'held' }, state.bytes)
      full.set((state.full_ts ?? 0) / 1000)
      return remark(state)
    })
  }

  async #disk(): Promise<{ totalBytes: number; freeBytes: number }> {
    const { blocks, bavail, bsize } = await statfs(this.#deps.folder)
    return { totalBytes: blocks * bsize, freeBytes: bavail * bsize }
  }
}

function remark({ free_bytes, total_bytes, full_ts }: StorageState): string | undefined {
  const left = `${Math.floor((free_bytes / total_bytes) * 100)} % of the disk is free`
  if (full_ts !== undefined)
    return `${left}; full on ${new Date(full_ts).toISOString().slice(0, 10)} if it goes on like this`
  return free_bytes / total_bytes < scarce ? left : undefined
}
