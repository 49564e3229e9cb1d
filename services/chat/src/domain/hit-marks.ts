/** Around what was found in a snippet. A message that holds them itself, as next to none does, shows more as found. */
export const hitMarks = ['\u0002', '\u0003'] as const
