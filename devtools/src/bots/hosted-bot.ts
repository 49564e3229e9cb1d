import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { Client } from '@bartab/sdk/client'
import type { StackHandle } from '../stack/open-stack.ts'
import type { Service } from '../stack/stack.ts'
import { readJson } from '../state/json-file.ts'
import { BotBook, type BotCredentialsFile } from './bot-book.ts'

/** The service of a bot that runs with a stack. @throws {CliFailure} BOT_NOT_FOUND */
export function requireHosted(book: BotBook, name: string): Service {
  const service = book.service(name)
  if (service !== undefined) return service
  const known = book.names()
  throw new CliFailure('BOT_NOT_FOUND', `no bot ${name} runs with this stack`, {
    evidence: [known.length === 0 ? 'none does' : `there is ${known.join(', ')}`],
    fix: 'bartab bot list',
    exitCode: exitCodes.usage,
  })
}

/** The API as a bot sees it: with the credentials kept here, or those in a file of a bot that runs elsewhere. */
export function asBot({ folder, url }: StackHandle, name: string, file?: string): Client {
  const book = new BotBook(folder)
  if (file === undefined) requireHosted(book, name)
  const credentials = readJson<BotCredentialsFile>(file ?? book.credentialsFile(name))
  if (credentials !== undefined) return new Client({ url, credentials, retry: { attempts: 3 } })
  throw new CliFailure('CREDENTIALS_MISSING', `the credentials of ${name} cannot be read`, {
    evidence: [file ?? book.credentialsFile(name)],
    fix: `bartab bot rotate ${name} makes new ones`,
  })
}
