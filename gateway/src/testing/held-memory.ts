import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes of buffers that something in this process still holds on to. */
export function heldMemory(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}
