import type { Driver } from '../drivers/driver.ts'

/** One request from inside a container, told by its first argument and answered as JSON on stdout. */
const script = `
const { method, url, headers, body } = JSON.parse(process.argv[1])
fetch(url, { method, headers, body: body === null ? undefined : Buffer.from(body, 'base64'), redirect: 'manual' })
  .then(async (answer) => ({ status: answer.status, headers: [...answer.headers],
    body: Buffer.from(await answer.arrayBuffer()).toString('base64') }))
  .catch((error) => ({ error: String(error.cause?.message ?? error.message) }))
  .then((answer) => process.stdout.write(JSON.stringify(answer)))`

interface InsideAnswer {
  status: number
  headers: [string, string][]
  body: string
  error?: string
}

const bodyless: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * A `fetch` for a stack that has no port: each request is made by a process inside a service. For small bodies, which
 * travel on the command line.
 */
export function fetchInside(driver: Pick<Driver, 'exec'>, service: string): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer()).toString('base64')
    const order = { method: request.method, url: request.url, headers: [...request.headers], body }
    const { stdout, stderr } = await driver.exec(service, ['node', '-e', script, JSON.stringify(order)])
    if (stdout === '') throw new TypeError(stderr.trim().split('\n').at(-1) ?? 'no answer')
    const answer = JSON.parse(stdout) as InsideAnswer
    if (answer.error !== undefined) throw new TypeError(answer.error)
    const content = bodyless.has(answer.status) ? null : Buffer.from(answer.body, 'base64')
    const headers = answer.headers.filter(([name]) => name !== 'content-encoding' && name !== 'content-length')
    return new Response(content, { status: answer.status, headers })
  }
}
