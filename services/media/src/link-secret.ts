import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { atomicWrite, StartFailure } from '@bartab/kit'

const bytes = 32

/** The secret that links are signed with; made on the first start. */
export async function linkSecret(file: string, randomBytes: (length: number) => Buffer): Promise<Buffer> {
  const found = await readFile(file, 'utf8').catch(() => undefined)
  if (found === undefined) return await made(file, randomBytes(bytes))
  const secret = Buffer.from(found.trim(), 'base64url')
  if (secret.length >= bytes) return secret
  throw new StartFailure(`${file} is no secret of ${bytes} bytes; remove it and a new one is made`, 78)
}

async function made(file: string, secret: Buffer): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await atomicWrite(file, `${secret.toString('base64url')}\n`)
  return secret
}
