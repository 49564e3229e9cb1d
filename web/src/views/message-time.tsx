/** When something was said; `short` where there is little room. */
export function MessageTime({ ts, short = false }: { ts: number; short?: boolean }) {
  const date = new Date(ts)
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()} class={short ? 'short' : ''}>
      {date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', ...(short && { hourCycle: 'h23' }) })}
    </time>
  )
}

/** With the day, unless it is today: where what stands around it is of other days. */
export function MessageDate({ ts }: { ts: number }) {
  const date = new Date(ts)
  const isToday = date.toDateString() === new Date().toDateString()
  const text = date.toLocaleString(undefined, { ...(!isToday && { dateStyle: 'medium' }), timeStyle: 'short' })
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {text}
    </time>
  )
}
