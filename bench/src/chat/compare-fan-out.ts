import { setTimeout as sleep } from 'node:timers/promises'
import { memoryMb } from '../gateway/pinned-process.ts'
import { compare, median } from '../media/rounds.ts'
import type { ServerProcess } from '../media/server-process.ts'
import { mostPolls } from '../most-polls.ts'
import { CpuShares, cpuMicros } from './cpu-time.ts'
import { BareFanOut, HeldPolls } from './fan-out.ts'
import { mediansOf } from './figures.ts'
import type { Part } from './report.ts'
import type { RunOptions } from './run-options.ts'
import { startStage } from './stage.ts'

/** One event to all held polls, beside a bare Node server. */
export async function compareFanOut(run: RunOptions): Promise<Part[]> {
  const parts: Part[] = []
  const say = (text: string) => void process.stderr.write(`  ${text}\n`)
  for (const polls of run.polls) parts.push(await compareHeld(mostPolls(polls, say), run.rounds))
  return parts
}

async function compareHeld(polls: number, rounds: number): Promise<Part> {
  process.stderr.write(`  ${polls.toLocaleString('en')} held polls …\n`)
  await using stage = await startStage()
  await using bare = await BareFanOut.start(polls)
  const people = await stage.people(polls)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const held = new HeldPolls(people, room)
  const cpu = new CpuShares({ gateway: stage.gateway.pid, chat: stage.chat.pid })
  const memory: number[] = []
  const release = async () => {
    await held.hold()
    memory.push(memoryMb(stage.gateway.pid) + memoryMb(stage.chat.pid))
    return cpu.during(
      () => held.release(),
      () => polls,
    )
  }
  await held.hold()
  await held.release()
  await bare.measure()
  const limit = { name: 'bare Node, one body written to all', measure: () => bare.measure() }
  const ours = { name: 'gateway and chat', measure: release }
  const figures = await compare([limit, ours], rounds)
  await held.hold()
  const more = {
    ...mediansOf(cpu.seen, 'CPU µs a delivery'),
    'gateway and chat while all are held, proportional MB': median(memory),
    'gateway and chat while all are held, % of a core': await idlePercent([stage.gateway, stage.chat]),
  }
  await held.release()
  const title = `One event to ${polls.toLocaleString('en')} held polls, until the last has it`
  return { part: 'fan-out', title, unit: 'ms', figures, more }
}

/** What servers use while nothing happens, once they are done with what came before. */
async function idlePercent(servers: readonly ServerProcess[]): Promise<number> {
  const used = () => servers.reduce((sum, { pid }) => sum + cpuMicros(pid), 0)
  await sleep(idleMs)
  const before = used()
  await sleep(idleMs)
  return (used() - before) / 10 / idleMs
}

const idleMs = 10_000
