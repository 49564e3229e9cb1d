import type { Service, Stack } from './stack.ts'

/** The name of a service's data within its stack: `chat`, and after a restore `chat-r20260131180500`. */
export function dataName({ generation }: Stack, { name, role }: Service): string {
  return generation === undefined || role === 'bot' ? name : `${name}-${generation}`
}

/** Whether a folder among a stack's data is that of a service, of any generation. */
export const isDataName = (folder: string): boolean => /^((auth|chat|media)(-r\d{14})?|bot-.+)$/.test(folder)

/** The name of a new generation, by the time at which it is made. */
export const generationAt = (ts: number): string =>
  `r${new Date(ts).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}`
