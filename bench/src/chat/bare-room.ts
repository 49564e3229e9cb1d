import { startServer } from '../media/server-process.ts'
import type { Listener } from './deliveries.ts'
import { Line, openStream } from './line.ts'
import { bareServer } from './stage.ts'

/** A room that is nothing but bare Node writing what was said to all streams: the limit of this machine, and of the load itself. */
export class BareRoom implements AsyncDisposable {
  readonly people: readonly Listener[]
  readonly #server: Awaited<ReturnType<typeof startServer>>

  private constructor(server: Awaited<ReturnType<typeof startServer>>, people: readonly Listener[]) {
    this.#server = server
    this.people = people
  }

  static async open(members: number): Promise<BareRoom> {
    const server = await startServer(bareServer, {})
    const port = Number(new URL(server.origin).port)
    return new BareRoom(server, await Promise.all(Array.from({ length: members }, () => somebody(port))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
  }
}

async function somebody(port: number): Promise<Listener> {
  const lines: Line[] = []
  const freeLine = async (): Promise<Line> => {
    const free = lines.find(({ busy }) => !busy)
    if (free !== undefined) return free
    const line = await Line.open(port)
    lines.push(line)
    return line
  }
  return {
    tell: async (text) => {
      const head = `POST /say HTTP/1.1\r\nhost: bench\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`
      return (await freeLine()).ask(head + text)
    },
    listen: (hear) => {
      const opened = openStream(port, 'GET /stream HTTP/1.1\r\nhost: bench\r\n\r\n', hear)
      return { stop: async () => (await opened).close() }
    },
  }
}
