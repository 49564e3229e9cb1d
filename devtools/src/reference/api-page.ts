import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The services whose API is written down, in the order of the reference. */
export const describedServices = ['auth', 'chat', 'media'] as const

/**
 * The OpenAPI document that a service itself serves: it is started alone, with an empty data folder, asked, and ended.
 *
 * @throws {Error} when the service ends before it listens, with the last lines that it wrote.
 */
export async function apiPage(root: string, service: (typeof describedServices)[number]): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), `bartab-${service}-`))
  const main = join(root, 'services', service, 'src', 'main.ts')
  const child = spawn(process.execPath, [main], { env: environment(dataDir), stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const answer = await fetch(`${await listeningOrigin(child.stdout, service)}/${service}/v1/openapi.json`)
    return `${JSON.stringify(await answer.json(), null, 2)}\n`
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    await rm(dataDir, { recursive: true, force: true })
  }
}

function environment(dataDir: string): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9'
  return {
    ...{ PATH: process.env['PATH'], BARTAB_DATA_DIR: dataDir, BARTAB_ISSUER: 'http://127.0.0.1:8008' },
    ...{ BARTAB_HOST: '127.0.0.1', BARTAB_PORT: '0', BARTAB_INTERNAL_HOST: '127.0.0.1', BARTAB_INTERNAL_PORT: '0' },
    ...{ BARTAB_AUTH_URL: nowhere, BARTAB_AUTH_INTERNAL_URL: nowhere, BARTAB_CHAT_URL: nowhere },
    ...{ BARTAB_CHAT_INTERNAL_URL: nowhere, BARTAB_MEDIA_URL: nowhere },
  }
}

async function listeningOrigin(stdout: NodeJS.ReadableStream, service: string): Promise<string> {
  const lines: string[] = []
  for await (const line of createInterface({ input: stdout })) {
    lines.push(line)
    const origin = /"Server listening at (http:[^"]+)"/.exec(line)?.[1]
    if (origin !== undefined) {
      stdout.resume()
      return origin
    }
  }
  throw new Error(`${service} ended before it listened:\n${lines.slice(-5).join('\n')}`)
}
