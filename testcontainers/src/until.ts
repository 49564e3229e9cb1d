import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until there is an answer. @throws what was awaited, after `patienceMs` (20 s) */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, patienceMs = 20_000): Promise<T> {
  for (let waited = 0; waited < patienceMs; waited += 200) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await sleep(200)
  }
  throw new Error(`waited ${patienceMs / 1000} s for ${what}`)
}
