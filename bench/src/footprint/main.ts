/**
 * `node bench/src/footprint/main.ts [--driver process|docker] [--rounds 5] [--rest 10,60] [--only start,memory]`
 * starts a stack of its own again and again: how long `up` and each server take with everything made before, and what
 * the kernel counts for each of them some seconds later, with nobody there. Processes are counted by their proportional
 * share (PSS), containers as the engine counts them.
 */
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { endCleanly } from '../ending.ts'
import { type Table, tableText } from '../gateway/table.ts'
import { Figures } from './figures.ts'
import { running } from './running.ts'
import { type DriverName, FootprintStack } from './stack.ts'

endCleanly()
const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'process' },
    rounds: { type: 'string', default: '5' },
    /** Seconds after `up` at which memory is looked at. */
    rest: { type: 'string', default: '10,60' },
    only: { type: 'string', default: 'start,memory' },
    json: { type: 'boolean', default: false },
  },
})
const driver: DriverName = values.driver === 'docker' ? 'docker' : 'process'
const rests = values.only.includes('memory') ? values.rest.split(',').map(Number) : []
const machine = `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model}; driver ${driver}`

await using stack = await FootprintStack.warmed(driver)
const [starts, memory] = [new Figures(), new Figures()]
for (let round = 1; round <= Number(values.rounds); round += 1) {
  starts.add('up, all healthy', 'ms', await stack.up())
  const parts = running(stack)
  let rested = 0
  for (const seconds of rests) {
    await sleep((seconds - rested) * 1_000)
    rested = seconds
    const counted = parts.map(({ name, memoryMb }) => ({ name, mb: memoryMb() }))
    for (const { name, mb } of counted) memory.add(name, `MB after ${seconds} s`, mb)
    memory.add(
      'together',
      `MB after ${seconds} s`,
      counted.reduce((sum, { mb }) => sum + mb, 0),
    )
  }
  for (const { name, startedTs } of parts.filter(({ name }) => name !== 'supervisor'))
    starts.add(`${name}, start to listen`, 'ms', (await stack.listenedAt(name)) - startedTs)
  await stack.down()
  process.stderr.write(`round ${round} of ${values.rounds}\n`)
}

const tables: Table[] = [
  starts.table(`Start, ${driver}`),
  ...(rests.length > 0 ? [memory.table(`Memory, ${driver}`)] : []),
]
if (values.json) process.stdout.write(`${JSON.stringify({ schema: 1, machine, tables })}\n`)
else process.stdout.write(`${machine}\n${tables.map(tableText).join('')}`)
