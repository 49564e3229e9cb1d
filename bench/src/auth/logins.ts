import type { TokenAnswer } from '@bartab/sdk/schemas'
import { residentMb } from '../media/server-process.ts'
import { type Figure, timed } from './figure.ts'
import { fromSomewhere, password, post, type Stage } from './stage.ts'

const logins = 400
const refreshesEach = 40

/** Logins at Argon2id's cost, and what memory they take at most. */
export async function measureLogins({ auth, authPid, people }: Stage): Promise<Figure[]> {
  const before = residentMb(authPid)
  const login = (index: number) => {
    const body = { username: `person${index % people.length}`, password }
    return post(`${auth}/auth/v1/login`, body, fromSomewhere())
  }
  const seconds = await timed(logins, 16, login)
  const after = residentMb(authPid)
  return [
    {
      name: 'logins, 16 at once',
      value: `${(logins / seconds).toFixed(0)} /s`,
      note: 'Argon2id 19 MiB, 2 passes, 1 lane',
    },
    {
      name: 'memory of auth: at rest, most, after',
      value: `${before.now.toFixed(0)}, ${after.peak.toFixed(0)}, ${after.now.toFixed(0)} MB`,
    },
  ]
}

/** Refreshes, each a rotation that is on disk before it is answered. */
export async function measureRefreshes({ auth, people }: Stage): Promise<Figure[]> {
  const held = people.map(({ refresh_token }) => refresh_token)
  const chain = async (person: number) => {
    for (let n = 0; n < refreshesEach; n++) {
      const body = { grant_type: 'refresh_token', refresh_token: held[person] }
      held[person] = (await post<TokenAnswer>(`${auth}/auth/v1/oauth2/token`, body, fromSomewhere())).refresh_token
    }
  }
  const seconds = await timed(people.length, 16, chain)
  return [{ name: 'refreshes, 16 at once', value: `${((people.length * refreshesEach) / seconds).toFixed(0)} /s` }]
}
