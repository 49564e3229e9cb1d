import { spread, type Table } from '../gateway/table.ts'

/** Figures of several rounds by what was looked at and how; they become a table in the order of their first round. */
export class Figures {
  readonly #rows = new Map<string, Map<string, number[]>>()

  add(row: string, column: string, figure: number): void {
    const cells = this.#rows.get(row) ?? new Map<string, number[]>()
    this.#rows.set(row, cells)
    cells.set(column, [...(cells.get(column) ?? []), figure])
  }

  table(title: string): Table {
    const rows = [...this.#rows].map(([name, cells]) => ({ name, cells: [...cells.values()].map(spread) }))
    const [first] = this.#rows.values()
    const rounds = Math.max(0, ...[...(first?.values() ?? [])].map(({ length }) => length))
    return { title, rounds, columns: [...(first?.keys() ?? [])], rows }
  }
}
