import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { openRunningStack, type StackHandle } from '../../stack/open-stack.ts'
import { type Sample, takeSamples } from './sample.ts'
import { type Usage, usageOf, usageTable } from './usage.ts'
import { walSizes } from './wal-sizes.ts'

/** Between the two samples of a single frame, in ms. */
const glimpseMs = 500
/** Every so many frames the sizes of files are looked at: it takes a process each. */
const walEvery = 5

export async function run(context: Context, input: Input): Promise<undefined> {
  await using handle = await openRunningStack(context)
  const seconds = input.integer('interval', { min: 1, max: 3600 }) ?? 2
  const { terminal } = context
  const watch = new Watch(handle)
  if (terminal.animated && terminal.stdout.isTTY === true) await live(context, watch, seconds * 1000)
  else {
    await watch.frame()
    await pause(context.signal, glimpseMs)
    const services = await watch.frame()
    terminal.result({ schema: 1, stack: context.stackName, services }, usageTable(services))
  }
}

/** What was seen last, so that the next look can tell what happened in between. */
class Watch {
  readonly #handle: StackHandle
  #before = new Map<string, Sample>()
  #sizes: ReadonlyMap<string, number> = new Map()
  #frames = 0

  constructor(handle: StackHandle) {
    this.#handle = handle
  }

  async frame(): Promise<Usage[]> {
    const { driver, stack, context } = this.#handle
    const servers = stack.services.filter(({ role }) => role === 'server')
    const names = servers.map(({ name }) => name)
    const keepers = servers.filter(({ keepsData }) => keepsData).map(({ name }) => name)
    if (this.#frames % walEvery === 0) this.#sizes = await walSizes(driver, keepers)
    this.#frames += 1
    const samples = await takeSamples(driver, names, context.clock)
    const rows = samples.map((now) => usageOf(this.#before.get(now.service), now, this.#sizes.get(now.service)))
    this.#before = new Map(samples.map((sample) => [sample.service, sample]))
    return rows
  }
}

/** Draws on the terminal's other screen, and leaves the one before as it was. */
async function live({ terminal, stackName, signal, clock }: Context, watch: Watch, everyMs: number): Promise<void> {
  const ended = quitKey(terminal.stdin, signal)
  terminal.stdout.write('\x1b[?1049h\x1b[?25l')
  try {
    while (!ended.aborted) {
      const rows = usageTable(await watch.frame())
      const head = `${stackName}  ${new Date(clock()).toISOString().slice(0, 19).replace('T', ' ')} UTC   q: end`
      // line over line: a screen that is cleared first flickers
      const lines = [terminal.paint('strong', head), '', ...rows].map((line) => `${line}\x1b[K\r\n`)
      terminal.stdout.write(`\x1b[H${lines.join('')}\x1b[J`)
      await pause(ended, everyMs)
    }
  } finally {
    terminal.stdout.write('\x1b[?25h\x1b[?1049l')
    rawMode(terminal.stdin, false)
  }
}

type Keys = Context['terminal']['stdin'] & { setRawMode?: (raw: boolean) => unknown }

function rawMode(stdin: Keys, raw: boolean): void {
  stdin.setRawMode?.(raw)
  if (!raw) stdin.pause()
}

const quitKeys = ['q', '\x03', '\x1b']

/** Aborted by the signal, by q, and by Ctrl-C, which a terminal in raw mode gives as a key. */
function quitKey(stdin: Keys, signal: AbortSignal): AbortSignal {
  const quit = new AbortController()
  rawMode(stdin, true)
  stdin.on('data', (keys: Buffer) => {
    if (quitKeys.some((key) => keys.includes(key))) quit.abort()
  })
  return AbortSignal.any([signal, quit.signal])
}

const pause = async (signal: AbortSignal, ms: number): Promise<void> =>
  await sleep(ms, undefined, { signal }).catch(() => undefined)
