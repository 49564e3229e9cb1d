import { EventEmitter } from 'node:events'

/**
 * A question that came over a channel, as far as a server looks at requests. It has no body and no connection of its
 * own, so that it stands for its connection too.
 */
export class CarriedRequest extends EventEmitter {
  readonly method = 'GET'
  readonly httpVersion = '1.1'
  readonly httpVersionMajor = 1
  readonly complete = true
  readonly readableEnded = true
  readonly url: string
  readonly headers: Record<string, string>

  constructor(target: string, head: string) {
    super()
    this.url = target
    this.headers = headersOf(head)
  }

  get socket(): this {
    return this
  }
}

/** The asking side has read them from a client by Node's own parser, and each name that may stand once stands once. */
function headersOf(head: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return headers
}
