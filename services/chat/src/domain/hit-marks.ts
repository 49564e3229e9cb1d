/** Around what was found in a snippet; no message can hold them. */
export const hitMarks = ['\u0002', '\u0003'] as const
