const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const values = new Map([...alphabet].map((letter, value) => [letter, value]))

/** The 26 letters of a ULID as the 16 bytes that the log keeps. */
export function toBytes(ulid: string): Buffer {
  let bits = 0n
  for (const letter of ulid) bits = (bits << 5n) | BigInt(values.get(letter) ?? 0)
  const bytes = Buffer.allocUnsafe(16)
  bytes.writeBigUInt64BE(BigInt.asUintN(64, bits >> 64n), 0)
  bytes.writeBigUInt64BE(BigInt.asUintN(64, bits), 8)
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

const byte = (bytes: Buffer, index: number): number => bytes[index] ?? 0
const letter = (value: number): string => alphabet.charAt(value)
