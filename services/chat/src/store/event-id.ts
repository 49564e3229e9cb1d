const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const values = new Uint8Array(128)
for (const [value, letter] of [...alphabet].entries()) values[letter.charCodeAt(0)] = value

/** The 26 letters of a ULID as the 16 bytes that the log keeps. */
export function toBytes(ulid: string): Buffer {
  const bytes = Buffer.allocUnsafe(16)
  let pending = valueAt(ulid, 0) & 7
  let held = 3
  let at = 0
  for (let index = 1; index < 26; index++) {
    pending = (pending << 5) | valueAt(ulid, index)
    held += 5
    if (held < 8) continue
    held -= 8
    bytes[at++] = pending >> held
    pending &= (1 << held) - 1
  }
  return bytes
}

/** The 16 bytes of the log as the 26 letters of a ULID. */
export function toUlid(bytes: Buffer): string {
  let text = letter(byte(bytes, 0) >> 5)
  let pending = byte(bytes, 0) & 31
  text += letter(pending)
  let held = 0
  pending = 0
  for (let index = 1; index < 16; index++) {
    pending = (pending << 8) | byte(bytes, index)
    held += 8
    while (held >= 5) {
      held -= 5
      text += letter((pending >> held) & 31)
    }
    pending &= (1 << held) - 1
  }
  return text
}

const valueAt = (ulid: string, index: number): number => values[ulid.charCodeAt(index) & 127] ?? 0
const byte = (bytes: Buffer, index: number): number => bytes[index] ?? 0
const letter = (value: number): string => alphabet.charAt(value)
