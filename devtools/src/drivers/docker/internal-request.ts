import type Docker from 'dockerode'
import type { InternalAnswer } from '../driver.ts'
import { answerTimeoutMs } from '../health.ts'
import { execIn } from './container-exec.ts'

/** Asks until the answer is 200 or the patience is over, inside the container: one process for a whole wait. */
const script = `
const [path, patience, timeout] = process.argv.slice(1)
const { BARTAB_INTERNAL_HOST: host = '127.0.0.1', BARTAB_INTERNAL_PORT: port = '9090' } = process.env
const until = Date.now() + Number(patience)
const end = (answer) => { process.stdout.write(JSON.stringify(answer)); process.exit(0) }
const ask = () => {
  const request = require('node:http').get({ host, port, path, agent: false, timeout: Number(timeout) }, (response) => {
    let body = ''
    response.setEncoding('utf8').on('data', (text) => { body += text })
    response.on('end', () => {
      if (response.statusCode === 200 || Date.now() >= until) end({ status: response.statusCode, body })
      else setTimeout(ask, 50)
    })
  })
  request.on('timeout', () => request.destroy())
  request.on('error', () => { if (Date.now() >= until) end(null); else setTimeout(ask, 50) })
}
ask()`

export async function askIn(
  container: Docker.Container,
  path: string,
  patienceMs: number,
): Promise<InternalAnswer | undefined> {
  const result = await execIn(container, ['node', '-e', script, path, String(patienceMs), String(answerTimeoutMs)])
  try {
    return (JSON.parse(result?.stdout ?? '') as InternalAnswer | null) ?? undefined
  } catch {
    return undefined
  }
}
