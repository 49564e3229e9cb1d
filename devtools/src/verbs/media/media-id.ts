/** The file that an address names, where it is one of media's. */
export function mediaIdIn(url: string): string | undefined {
  return /\/media\/v1\/media\/([0-7][0-9A-HJKMNP-TV-Z]{25})(?:[/?]|$)/.exec(url)?.[1]
}
