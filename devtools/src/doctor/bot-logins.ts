import { readFileSync } from 'node:fs'
import { BotBook, type BotCredentialsFile } from '../bots/bot-book.ts'
import type { StackHandle } from '../stack/open-stack.ts'

/** What auth said to a bot's own credentials. */
export interface BotLogin {
  name: string
  /** 200 where they are good. */
  status: number
  /** The error that OAuth names; empty where it names none. */
  error: string
}

/** Asks for a token with the credentials of every bot that runs with the stack, as the bots themselves do. */
export async function tryBotLogins({ folder, url }: Pick<StackHandle, 'folder' | 'url'>): Promise<BotLogin[]> {
  const book = new BotBook(folder)
  const logins = book.names().map(async (name) => await login(name, book.credentialsFile(name), url))
  return (await Promise.all(logins)).flatMap((answer) => answer ?? [])
}

async function login(name: string, file: string, url: string): Promise<BotLogin | undefined> {
  try {
    const { client_id, client_secret } = JSON.parse(readFileSync(file, 'utf8')) as BotCredentialsFile
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
    const answer = await fetch(`${url}/auth/v1/oauth2/token`, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(5000),
    })
    const { error = '' } = (await answer.json().catch(() => ({}))) as { error?: string }
    return { name, status: answer.status, error }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { name, status: 0, error: `${file} is missing` }
      : undefined
  }
}
