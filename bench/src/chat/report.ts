import { cpus } from 'node:os'
import type { Figure } from '../media/rounds.ts'

/** One comparison of a run: what was measured, in which unit, and all who took part. */
export interface Part {
  part: string
  title: string
  unit: string
  /** The first is what the others' ratios are taken to. */
  figures: Figure[]
  /** What else was seen, such as latencies, by name. */
  more?: Record<string, number | string>
}

export const machine = (): string => `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model}`

const shown = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString()

/** A part as lines for people. */
export function linesOf({ title, unit, figures, more = {} }: Part): string[] {
  const width = Math.max(...figures.map(({ name }) => name.length))
  const rows = figures.map(
    ({ name, median, min, max, ratio }) =>
      `  ${name.padEnd(width)}  ${shown(median).padStart(9)} ${unit}  (${shown(min)}–${shown(max)})  ${ratio.toFixed(3)} x`,
  )
  const notes = Object.entries(more).map(
    ([name, value]) => `  ${name}: ${typeof value === 'number' ? shown(value) : value}`,
  )
  return [title, ...rows, ...notes, '']
}
