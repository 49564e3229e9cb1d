import type { IncomingMessage } from 'node:http'
import { request as overHttps } from 'node:https'
import { http } from './http.ts'

export interface Question {
  /** Default GET. */
  method?: string
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
  /** A longer answer is an error. Default 64 KiB. */
  maxBytes?: number
}

export interface Answer {
  status: number
  text: string
}

/**
 * Asks another server of ours one question over a kept connection. Redirects are answers, and not followed.
 * In place of `fetch`, whose parser is WebAssembly: compiled for the first question, it stays with a server.
 *
 * @throws the connection's error, with its `code`; the signal's reason once it says so.
 * @see docs/decisions/0041-memory-of-an-idle-server.md
 */
export async function ask(url: string, { signal, maxBytes = 64 * 1024, ...question }: Question): Promise<Answer> {
  try {
    const answer = await answerTo(url, question, signal)
    return { status: answer.statusCode ?? 0, text: await boundedText(answer, maxBytes) }
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}

function answerTo(
  url: string,
  { method = 'GET', headers = {}, body }: Pick<Question, 'method' | 'headers' | 'body'>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = url.startsWith('https:') ? overHttps : http.request
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  request(url, { method, headers: { ...headers, ...length }, signal }, resolve)
    .on('error', reject)
    .end(body)
  return promise
}

async function boundedText(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.byteLength
    if (size > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
