import type { Listener } from './deliveries.ts'
import type { Person } from './person.ts'

export const cursorOf = (answer: string): string => /"next_batch":"([^"]+)"/.exec(answer)?.[1] ?? ''

/** Hears a room by long polls, one after the other. */
export function byPolls(person: Person, room: string): Listener {
  return {
    tell: (text) => person.say(room, text),
    listen: (hear) => {
      let over = false
      const loop = async () => {
        let since = cursorOf(await person.poll())
        while (!over) {
          const answer = await person.poll(since, 1000).catch(() => '')
          since = cursorOf(answer) || since
          hear(answer)
        }
      }
      const running = loop()
      return {
        stop: async () => {
          over = true
          await running
        },
      }
    },
  }
}

/** Hears a room by one stream of server-sent events. */
export function byStream(person: Person, room: string): Listener {
  return {
    tell: (text) => person.say(room, text),
    listen: (hear) => {
      const opened = person.poll().then((answer) => person.stream(cursorOf(answer), hear))
      return { stop: async () => (await opened).close() }
    },
  }
}
