import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'minor' } | { type: 'major'; flavor: 'last-resort' }) => void

setFlagsFromString('--expose-gc')
const collect: Collect = runInNewContext('gc')
setFlagsFromString('--no-expose-gc')

/** Frees what was made lately and is no longer used: well under a millisecond. */
export const collectYoung = (): void => collect({ type: 'minor' })

/** Frees all that is no longer used and gives the pages back to the system: some 2 ms for each MB that is in use. */
export const collectAll = (): void => collect({ type: 'major', flavor: 'last-resort' })
