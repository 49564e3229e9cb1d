const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']

/** A number of bytes in its largest unit: `1.2 GB`. */
export function bytesText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
