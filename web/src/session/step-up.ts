import { Problem } from '@bartab/sdk/problems'
import { Observable } from './observable.ts'

/** An act that waits until somebody has proved once more who they are. */
export interface Question {
  /** The second factors that may be used; empty where the password is enough. */
  methods: readonly string[]
  proved(): void
  givenUp(): void
}

/** Asks for a proof where the server wants one, and then does again what it was wanted for. */
export class StepUp {
  readonly question = new Observable<Question | undefined>(undefined)

  /** @throws {Problem} as `act` does; STEP_UP_REQUIRED when nobody wants to prove anything. */
  async around<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'STEP_UP_REQUIRED') throw error
      await this.#ask(error)
      return await act()
    }
  }

  #ask(wanted: Problem): Promise<void> {
    const { methods } = wanted.members
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.question.set({
      methods: Array.isArray(methods) ? methods.map(String) : [],
      proved: resolve,
      givenUp: () => reject(wanted),
    })
    return promise.finally(() => this.question.set(undefined))
  }
}
