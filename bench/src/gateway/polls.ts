import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds, memoryMb } from './pinned-process.ts'

export interface PollFigure {
  polls: number
  memoryKbEach: number
  idleCpuPercent: number
  releaseMs: number
}

/** Holds so many polls through a gateway, looks at what they cost while nothing happens, and lets them go together. */
export async function heldPolls(
  front: { origin: string; pid: number },
  behind: string,
  token: string,
  polls: number,
  idleSeconds: number,
): Promise<PollFigure> {
  const before = memoryMb(front.pid)
  const { sockets, all } = await openPolls(front.origin, token, polls)
  while (Number(await (await fetch(`${behind}/held`)).text()) < polls) await sleep(100)
  await sleep(1_000)
  const memoryKbEach = ((memoryMb(front.pid) - before) * 1024) / polls
  const cpu = cpuSeconds(front.pid)
  await sleep(idleSeconds * 1_000)
  const idleCpuPercent = ((cpuSeconds(front.pid) - cpu) / idleSeconds) * 100
  const started = performance.now()
  void fetch(`${behind}/release`)
  await all
  const releaseMs = performance.now() - started
  for (const socket of sockets) socket.destroy()
  return { polls, memoryKbEach, idleCpuPercent, releaseMs }
}

/** How many connections are opened together; more than a listener's queue holds would be a flood, not a crowd. */
const together = 256

/** Plain sockets, so that the client costs as little as it can. */
async function openPolls(
  origin: string,
  token: string,
  polls: number,
): Promise<{ sockets: Socket[]; all: Promise<unknown> }> {
  const port = Number(new URL(origin).port)
  const request = `GET /chat/v1/sync?since=1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`
  const sockets: Socket[] = []
  const answered: Promise<void>[] = []
  while (sockets.length < polls) {
    const next = Array.from({ length: Math.min(together, polls - sockets.length) }, () => connect(port, '127.0.0.1'))
    answered.push(...next.map(answer))
    sockets.push(...next)
    await Promise.all(next.map((socket) => once(socket, 'connect')))
    for (const socket of next) socket.write(request)
  }
  return { sockets, all: Promise.all(answered) }
}

async function answer(socket: Socket): Promise<void> {
  const [head] = (await once(socket, 'data')) as [Buffer]
  if (head.toString('latin1', 9, 12) !== '200') throw new Error(head.toString('latin1', 0, 200))
}
