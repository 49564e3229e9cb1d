import { createHash, timingSafeEqual } from 'node:crypto'

/** A new secret of 256 bits as text; the prefix lets scanners and people tell what they have found. */
export function newSecret(randomBytes: (size: number) => Buffer, prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

/** What is stored of a secret that has enough randomness of its own. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

export function matchesHash(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(secretHash(secret), hash)
}
