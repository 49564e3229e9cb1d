import type { Client } from '@bartab/sdk/client'
import type { SearchQuery, SearchResult } from '@bartab/sdk/schemas'
import { Observable } from './observable.ts'

/** What was found, page by page. */
export interface Found {
  query: SearchQuery
  results: readonly SearchResult[]
  /** Where it goes on; undefined when that is all. */
  end: string | undefined
}

/** One search after the other; what an earlier one still answers is passed over. */
export class Search {
  readonly found = new Observable<Found | undefined>(undefined)
  readonly #client: Client
  #asked = 0

  constructor(client: Client) {
    this.#client = client
  }

  async begin(query: SearchQuery): Promise<void> {
    await this.#ask(query, [])
  }

  async more(): Promise<void> {
    const found = this.found.value
    if (found?.end !== undefined) await this.#ask({ ...found.query, from: found.end }, found.results)
  }

  async #ask(query: SearchQuery, before: readonly SearchResult[]): Promise<void> {
    const asked = ++this.#asked
    const { results, end } = await this.#client.messages.search(query)
    if (asked === this.#asked) this.found.set({ query, results: [...before, ...results], end })
  }
}
