const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** A number of bytes for people: `1.4 GB`. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`
}
