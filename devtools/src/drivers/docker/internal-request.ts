import type Docker from 'dockerode'
import type { InternalAnswer, InternalCall } from '../driver.ts'
import { answerTimeoutMs } from '../health.ts'
import { execIn } from './container-exec.ts'

/** Makes requests from inside the container, the first again until it is answered with 200 or the patience is over. */
const script = `
const [calls, patience, timeout] = process.argv.slice(1).map((text) => JSON.parse(text))
const { BARTAB_INTERNAL_HOST: host = '127.0.0.1', BARTAB_INTERNAL_PORT: port = '9090' } = process.env
const ask = ({ method, path, token, body }) => new Promise((done) => {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    ...(token && { authorization: 'Bearer ' + token }),
    ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  }
  const request = require('node:http').request({ host, port, method, path, headers, agent: false, timeout }, (response) => {
    let body = ''
    response.setEncoding('utf8').on('data', (chunk) => { body += chunk })
    response.on('end', () => done({ status: response.statusCode, body })).on('error', () => done())
  })
  request.on('timeout', () => request.destroy()).on('error', () => done()).end(text)
})
const main = async () => {
  const until = Date.now() + patience
  const answers = []
  for (const call of calls) {
    let answer = await ask(call)
    while (answer?.status !== 200 && Date.now() < until) {
      await new Promise((again) => setTimeout(again, 50))
      answer = await ask(call)
    }
    if (answer) answers.push(answer)
    if (!answer || answer.status >= 400) break
  }
  process.stdout.write(JSON.stringify(answers))
}
main()`

/** Requests to the internal port of a container, one after the other, up to the first that is refused. */
export async function callIn(
  container: Docker.Container,
  calls: readonly InternalCall[],
  { patienceMs = 0, timeoutMs = answerTimeoutMs } = {},
): Promise<InternalAnswer[]> {
  const args = [calls, patienceMs, timeoutMs].map((value) => JSON.stringify(value))
  const result = await execIn(container, ['node', '-e', script, ...args])
  try {
    return JSON.parse(result?.stdout ?? '') as InternalAnswer[]
  } catch {
    return []
  }
}

/** Asks until the answer is 200 or the patience is over: one process in the container for a whole wait. */
export async function askIn(
  container: Docker.Container,
  path: string,
  patienceMs: number,
): Promise<InternalAnswer | undefined> {
  const [answer] = await callIn(container, [{ method: 'GET', path }], { patienceMs })
  return answer
}
