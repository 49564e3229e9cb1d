/** What a room does not want, and what follows from it. */
export interface Rules {
  /** Words that nobody may say, in lower case. */
  words: string[]
  /** Messages that somebody may send in ten seconds. */
  burst: number
  /** How long the voice of whoever breaks a rule is taken, at the first time. Milliseconds. */
  muteMs: number
}

export const defaultRules = (): Rules => ({ words: [], burst: 6, muteMs: 60_000 })

/** Time over which messages are counted, and after which an offence is forgotten. Milliseconds. */
const [burstMs, forgetMs] = [10_000, 86_400_000]

/** What is known of one person in one room. */
export interface Record {
  sentTs: number[]
  offences: number
  lastOffenceTs: number
}

export const cleanRecord = (): Record => ({ sentTs: [], offences: 0, lastOffenceTs: 0 })

/** A word that was said and is not wanted: whole words, whatever their case. */
export function unwantedWord({ words }: Rules, text: string): string | undefined {
  const said = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))
  return words.find((word) => said.has(word))
}

/** Takes in a message; true where it is one too many. */
export function isTooMuch(record: Record, { burst }: Rules, ts: number): boolean {
  record.sentTs = [...record.sentTs.filter((sent) => ts - sent < burstMs), ts]
  return record.sentTs.length > burst
}

/** Takes in an offence; how long it costs the voice, in milliseconds: twice as long each time. */
export function punish(record: Record, { muteMs }: Rules, ts: number): number {
  if (ts - record.lastOffenceTs > forgetMs) record.offences = 0
  const length = muteMs * 2 ** Math.min(record.offences, 10)
  record.offences += 1
  record.lastOffenceTs = ts
  record.sentTs = []
  return length
}
