import type { CreatedRecovery, CreateRecoveryBody, PatchUserBody, UserList, UserProfile } from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { eachOf } from './pages.ts'
import { path } from './request.ts'

/** The accounts of the server. */
export class PeopleApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** One page, ordered by id; go on with the answer's `next` as `from`. */
  page(query: { from?: string; limit?: number } = {}): Promise<UserList> {
    return this.#calls.json({ method: 'GET', path: '/auth/v1/users', query })
  }

  /** Everyone, page after page. */
  all(): AsyncGenerator<UserProfile> {
    return eachOf(
      (from) => this.page(from === undefined ? {} : { from }),
      (page) => page.users,
      (page) => page.next,
    )
  }

  get(userId: string): Promise<UserProfile> {
    return this.#calls.json({ method: 'GET', path: path`/auth/v1/users/${userId}` })
  }

  /** Gives another role, disables or enables an account; for administrators. */
  update(userId: string, body: PatchUserBody): Promise<UserProfile> {
    return this.#calls.json({ method: 'PATCH', path: path`/auth/v1/users/${userId}`, json: body, repeatable: true })
  }

  /** A one-time link with which somebody who lost their password sets a new one; for administrators. */
  recovery(userId: string, body: CreateRecoveryBody = {}): Promise<CreatedRecovery> {
    return this.#calls.json({ method: 'POST', path: path`/auth/v1/users/${userId}/recovery`, json: body })
  }

  /** Deletes an account for good; what it wrote stays readable. For administrators. */
  async remove(userId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/auth/v1/users/${userId}` })
  }
}
