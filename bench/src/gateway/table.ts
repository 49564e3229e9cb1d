import { median } from '../media/rounds.ts'

/** What one part of the bench found: a row for each contender. */
export interface Table {
  title: string
  rounds: number
  columns: readonly string[]
  rows: readonly Row[]
}

export interface Row {
  name: string
  cells: readonly Cell[]
}

/** A figure, or several rounds of it. */
export type Cell = number | { median: number; min: number; max: number }

export function spread(figures: readonly number[]): Cell {
  return { median: rounded(median(figures)), min: rounded(Math.min(...figures)), max: rounded(Math.max(...figures)) }
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

/** As a person reads it: medians, with the least and the most. */
export function tableText({ title, rounds, columns, rows }: Table): string {
  const texts = [['', ...columns], ...rows.map(({ name, cells }) => [name, ...cells.map(cellText)])]
  const widths = texts[0]?.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: readonly string[]) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  ')
  return `\n${title} (rounds: ${rounds})\n${texts.map((row) => `  ${line(row)}`.trimEnd()).join('\n')}\n`
}

function cellText(cell: Cell): string {
  return typeof cell === 'number' ? figure(cell) : `${figure(cell.median)} (${figure(cell.min)}–${figure(cell.max)})`
}

const figure = (value: number) => (value >= 1_000 ? Math.round(value).toLocaleString('en') : String(rounded(value)))
