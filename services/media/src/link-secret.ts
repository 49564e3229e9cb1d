import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { atomicWrite, StartFailure, TurningSecret } from '@bartab/kit'

const bytes = 32

export interface LinkSecretSources {
  randomBytes: (length: number) => Buffer
  clock: () => number
}

/** The secret that links are signed with, in its file; made on the first start. */
export async function linkSecret(file: string, { randomBytes, clock }: LinkSecretSources): Promise<TurningSecret> {
  const fresh = () => randomBytes(bytes).toString('base64url')
  const save = async (text: string) => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await atomicWrite(file, `${text}\n`)
  }
  const found = await readFile(file, 'utf8').catch(() => undefined)
  const text = found ?? fresh()
  if (found === undefined) await save(text)
  const secret = new TurningSecret({ name: 'media-links', text, save, fresh, clock })
  if (secret.versions().every((version) => Buffer.from(version.text, 'base64url').length >= bytes)) return secret
  throw new StartFailure(`${file} is no secret of ${bytes} bytes; remove it and a new one is made`, 78)
}
