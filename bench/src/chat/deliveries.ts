import type { Person } from './person.ts'

export interface DeliveryFigure {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

/** Everybody in a room listens; some of them send at a steady pace. How many deliveries a second, and how late. */
export async function deliveries(
  people: readonly Person[],
  room: string,
  sendsPerSecond: number,
  seconds: number,
): Promise<DeliveryFigure> {
  const late: number[] = []
  let over = false
  const listen = async (person: Person) => {
    let { next_batch: since } = await person.sync()
    while (!over) {
      const answer = await person.sync(since, 1000)
      since = answer.next_batch
      for (const { content } of answer.events) late.push(Date.now() - Number(String(content['body']).split(' ')[0]))
    }
  }
  const listening = people.map(listen)
  const count = Math.round(sendsPerSecond * seconds)
  const began = performance.now()
  const sent: Promise<unknown>[] = []
  for (let n = 0; n < count; n += 1) {
    const due = began + (n * 1000) / sendsPerSecond
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1))
    sent.push(people[n % people.length]?.say(room, `${Date.now()} hello`) ?? Promise.resolve())
  }
  await Promise.all(sent)
  const perSecond = (late.length * 1000) / (performance.now() - began)
  over = true
  await Promise.all(listening)
  late.sort((a, b) => a - b)
  const at = (part: number) => late[Math.floor(late.length * part)] ?? 0
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99) }
}
