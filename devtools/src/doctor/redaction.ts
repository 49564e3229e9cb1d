import { text as readText } from 'node:stream/consumers'
import { BotBook } from '../bots/bot-book.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { readJson } from '../state/json-file.ts'

const withheld = '[withheld]'

/** What looks like a secret, wherever it stands. The first group stays. */
const shapes: readonly RegExp[] = [
  /()\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g,
  /(\b(?:token|code|secret|password|key|signature|sig)=)[^&\s"'\\]+/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  /("?[\w-]*(?:token|secret|password|passphrase|cookie|authorization|api_?key)[\w-]*"?\s*[:=]\s*"?)[^\s",}\]]+/gi,
  /(\bhttps?:\/\/)[^/\s:@"]+:[^/\s@"]+(?=@)/g,
  /()\bAGE-SECRET-KEY-1[0-9A-Z]+/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
]

const shortestSecret = 8

/** Takes secrets out of a text: those that are known by value, then whatever has the shape of one. */
export function withoutSecrets(text: string, known: readonly string[]): string {
  const values = [...new Set(known)].filter((value) => value.length >= shortestSecret)
  const cut = values.sort((a, b) => b.length - a.length).reduce((rest, value) => rest.replaceAll(value, withheld), text)
  return shapes.reduce((rest, shape) => rest.replace(shape, `$1${withheld}`), cut)
}

/** The values of all secrets of a stack: the files of its services, and the credentials of its bots. */
export async function secretsOf({ driver, folder }: Pick<StackHandle, 'driver' | 'folder'>): Promise<string[]> {
  const book = new BotBook(folder)
  const bots = book.names().map((name) => readJson<{ client_secret?: string }>(book.credentialsFile(name)))
  const files = (await Promise.all(['auth', 'media'].map((service) => contentsOf(driver, service)))).flat()
  return [...files, ...bots.flatMap((bot) => bot?.client_secret ?? [])].flatMap((value) => value.split('\n'))
}

async function contentsOf(driver: StackHandle['driver'], service: string): Promise<string[]> {
  const values: string[] = []
  try {
    for await (const { content } of driver.files(service, '/data/secrets'))
      values.push((await readText(content)).trim())
  } catch {
    // a service that cannot be read gives no secret to the archive either
  }
  return values
}
