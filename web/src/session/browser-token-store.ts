import type { TokenSet, TokenStore } from '@bartab/sdk/client'

const key = 'bartab.session'

/** The session in the browser's storage, shared by its tabs. */
export class BrowserTokenStore implements TokenStore {
  async load(): Promise<TokenSet | undefined> {
    const text = localStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as TokenSet)
  }

  async save(tokens: TokenSet): Promise<void> {
    localStorage.setItem(key, JSON.stringify(tokens))
  }

  async clear(): Promise<void> {
    localStorage.removeItem(key)
  }

  /** Calls back when another tab has logged out. */
  onCleared(listener: () => void): void {
    addEventListener('storage', (event) => {
      if (event.key === key && event.newValue === null) listener()
    })
  }
}
