/** When a line of a service's log was written, in ms; nothing where it does not say. */
export function logTime(text: string): number | undefined {
  const [, written] = /"time":(\d{12,14}|"[^"]{10,40}")/.exec(text) ?? []
  if (written === undefined) return undefined
  const ts = written.startsWith('"') ? Date.parse(written.slice(1, -1)) : Number(written)
  return Number.isNaN(ts) ? undefined : ts
}
