import type { TokenAnswer } from '@bartab/sdk/schemas'
import { type Figure, median } from './figure.ts'
import { fromSomewhere, password, post, type Stage } from './stage.ts'

const rounds = 40

/** From the moment at which somebody asks to end a session to the gateway's first refusal of its token. */
export async function measureRevocation(stage: Stage): Promise<Figure[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) times.push(await revocationToRefusal(stage, round))
  const [middle, worst] = [median(times), Math.max(...times)]
  return [
    {
      name: `revocation to refusal at the gateway, median and worst of ${rounds}`,
      value: `${middle.toFixed(1)} and ${worst.toFixed(1)} ms`,
    },
  ]
}

/** Milliseconds. */
export async function revocationToRefusal({ auth, gateway, people }: Stage, round: number): Promise<number> {
  const keeper = await login(auth, round % people.length)
  const victim = await login(auth, round % people.length)
  if ((await statusOf(gateway, victim)) !== 200) throw new Error('the gateway refuses a token that is good')
  const started = performance.now()
  const act = fetch(`${auth}/auth/v1/me/sessions/${victim.session_id}`, { method: 'DELETE', headers: bearer(keeper) })
  while ((await statusOf(gateway, victim)) === 200) {
    if (performance.now() - started > 30_000) throw new Error('the gateway never refused')
  }
  const took = performance.now() - started
  if ((await act).status !== 204) throw new Error('the session was not ended')
  return took
}

function login(auth: string, person: number): Promise<TokenAnswer> {
  return post(`${auth}/auth/v1/login`, { username: `person${person}`, password }, fromSomewhere())
}

async function statusOf(gateway: string, token: TokenAnswer): Promise<number> {
  const answer = await fetch(`${gateway}/chat/v1/rooms`, { headers: bearer(token) })
  await answer.body?.cancel()
  return answer.status
}

const bearer = ({ access_token }: TokenAnswer) => ({ authorization: `Bearer ${access_token}` })
