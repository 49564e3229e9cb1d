import { once } from 'node:events'
import { Agent, createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Person } from './person.ts'

/** Milliseconds from one send until the last of all held polls has the message. */
export async function fanOut(people: readonly Person[], room: string): Promise<number> {
  const [sender] = people
  if (sender === undefined) throw new Error('nobody is there')
  const places = await Promise.all(people.map((person) => person.sync()))
  const held = people.map((person, at) => person.sync(places[at]?.next_batch, 60_000))
  await sleep(1000 + people.length / 4)
  const began = performance.now()
  const sent = sender.say(room, 'to everybody')
  for (const answer of await Promise.all(held))
    if (answer.events.length === 0) throw new Error('a poll ended with nothing')
  await sent
  return performance.now() - began
}

/** The same by a bare Node server in this process that holds answers and writes one body to all. */
export async function rawFanOut(polls: number): Promise<number> {
  const waiting: ServerResponse[] = []
  const server = createServer((_, response) => void waiting.push(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY })
  const { port } = server.address() as AddressInfo
  const held = Array.from({ length: polls }, () => answered(port, agent))
  while (waiting.length < polls) await sleep(10)
  const body = JSON.stringify({ event: 'x'.repeat(900) })
  const began = performance.now()
  for (const response of waiting) response.end(body)
  await Promise.all(held)
  const took = performance.now() - began
  agent.destroy()
  server.close()
  return took
}

function answered(port: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, agent }, (answer) => answer.resume().on('end', () => resolve()))
    request.on('error', reject)
  })
}
