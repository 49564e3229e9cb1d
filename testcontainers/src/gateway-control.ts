import type { StartedBartabStack } from './started-bartab-stack.ts'

const ask = `const [method, path, token, body] = process.argv.slice(1)
const { BARTAB_INTERNAL_HOST: host, BARTAB_INTERNAL_PORT: port } = process.env
const headers = { authorization: 'Bearer ' + token, ...(body && { 'content-type': 'application/json' }) }
fetch('http://' + host + ':' + port + path, { method, headers, ...(body ? { body } : {}) })
  .then(async (answer) => process.stdout.write(JSON.stringify({ status: answer.status, body: await answer.text() })))`

/** The operator's control of the gateway, asked from inside its container as nobody else can reach it. */
export class GatewayControl {
  readonly #stack: StartedBartabStack
  readonly #token: string

  private constructor(stack: StartedBartabStack, token: string) {
    this.#stack = stack
    this.#token = token
  }

  /** Gets the operator's token first, which is good for ten minutes, so that auth may go away afterwards. */
  static async open(stack: StartedBartabStack): Promise<GatewayControl> {
    return new GatewayControl(stack, await operatorToken(stack))
  }

  get token(): string {
    return this.#token
  }

  /** @throws when the answer is not 200, with what it said. */
  async call<T = Record<string, unknown>>(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
    const command = ['node', '-e', ask, method, path, this.#token, body === undefined ? '' : JSON.stringify(body)]
    const { output, exitCode } = await this.#stack.container('gateway').exec(command)
    const answer = JSON.parse(output) as { status: number; body: string }
    if (exitCode !== 0 || answer.status !== 200) throw new Error(`${method} ${path}: ${output}`)
    return JSON.parse(answer.body) as T
  }
}

async function operatorToken(stack: StartedBartabStack): Promise<string> {
  const read = ['node', '-p', `require('fs').readFileSync('/data/secrets/operator', 'utf8')`]
  const { output } = await stack.container('auth').exec(read)
  const form = {
    grant_type: 'client_credentials',
    client_id: 'operator',
    client_secret: output.trim().split(/\s+/)[0] ?? '',
  }
  const answer = await fetch(`${stack.gatewayUrl}/auth/v1/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  if (!answer.ok) throw new Error(`the operator got no token: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}
