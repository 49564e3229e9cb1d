import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until there is an answer. @throws what was awaited, after 20 s */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < 20_000; waited += 200) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await sleep(200)
  }
  throw new Error(`waited 20 s for ${what}`)
}
