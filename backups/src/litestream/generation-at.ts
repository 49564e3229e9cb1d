/** From where a replica can be restored: a snapshot at the beginning of a generation, or within one. */
export interface ListedSnapshot {
  generation: string
  /** To the second. */
  created: Date
}

/** Reads what `litestream snapshots` prints: a head, and a row for each snapshot that ends with when it was made. */
export function listedSnapshots(table: string): ListedSnapshot[] {
  const rows = table.trim().split('\n').slice(1)
  return rows.map((row) => {
    const cells = row.trim().split(/\s+/)
    return { generation: cells[1] ?? '', created: new Date(cells.at(-1) ?? '') }
  })
}

/** The snapshot itself may have been made at the end of the second that is printed. */
const secondMs = 1000

/**
 * The generation that a replica was in at a time: the newest that had begun by then.
 *
 * @throws where none had
 */
export function generationAt(snapshots: readonly ListedSnapshot[], at: Date): string {
  const oldestFirst = snapshots.toSorted((a, b) => a.created.getTime() - b.created.getTime())
  const found = oldestFirst.findLast(({ created }) => created.getTime() + secondMs <= at.getTime())
  if (found !== undefined) return found.generation
  const [first] = oldestFirst
  throw new Error(
    first === undefined ? 'the replica holds nothing' : `it reaches back to ${first.created.toISOString()}`,
  )
}
