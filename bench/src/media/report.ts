import type { Figure } from './rounds.ts'

export interface Table {
  title: string
  unit: string
  figures: Figure[]
}

export interface Report {
  versions: string[]
  rounds: number
  tables: Table[]
}

/** Prints the figures as text, or as one JSON document. */
export function printReport(report: Report, asJson: boolean): void {
  process.stdout.write(asJson ? `${JSON.stringify(report, null, 2)}\n` : text(report))
}

function text({ versions, rounds, tables }: Report): string {
  const head = [...versions, `${rounds} rounds, alternating; medians, with the least and the most`]
  return `${[...head, ...tables.flatMap(lines)].join('\n')}\n`
}

function lines({ title, unit, figures }: Table): string[] {
  const rows = figures.map(({ name, median, min, max, ratio }) => {
    const value = `${show(median)} (${show(min)} to ${show(max)})`
    return `  ${name.padEnd(44)} ${value.padEnd(28)} ${ratio.toFixed(2)} x`
  })
  return ['', `${title}, ${unit}`, ...rows]
}

const show = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))
