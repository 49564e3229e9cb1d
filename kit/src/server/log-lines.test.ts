import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LogLines } from './log-lines.ts'

test('the lines of one turn leave together, in order, and none twice', async () => {
  const writes: string[] = []
  const lines = new LogLines({ write: (chunk: string | Uint8Array) => writes.push(String(chunk)) > 0 })
  lines.write('a\n')
  lines.write('b\n')
  expect(writes).toEqual([])
  await nextTurn()
  lines.write('c\n')
  lines.flush()
  await nextTurn()
  expect(writes).toEqual(['a\nb\n', 'c\n'])
})
