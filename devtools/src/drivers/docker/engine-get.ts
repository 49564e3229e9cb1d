import { request } from 'node:http'
import type { Engine } from './find-engine.ts'

/** One `GET` to an engine's API, for questions that do not need the whole client. Nothing where it does not answer. */
export async function engineGet<T>({ options }: Engine, path: string): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<T | undefined>()
  const call = request({ ...options, path, agent: false, timeout: 3000 }, (response) => {
    let body = ''
    response.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    response.on('end', () => resolve(response.statusCode === 200 ? (JSON.parse(body) as T) : undefined))
  })
  call.on('timeout', () => call.destroy())
  call.on('error', () => resolve(undefined)).end()
  return await promise
}
