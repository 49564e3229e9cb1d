import { createReadStream } from 'node:fs'
import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { pageSecurityPolicy } from '../headers/security-headers.ts'
import { emptyPage } from './empty-page.ts'
import { type Encoding, readWebFolder, type WebFile } from './web-folder.ts'

export interface WebClientOptions {
  /** The folder of the built web client; undefined where there is none. */
  folder: string | undefined
  clock: () => number
  /** Whether a path belongs to a service, so that it is never a page. */
  reserved: (path: string) => boolean
}

/** How long the list of files is relied on before the folder is read again, milliseconds. */
const listedMs = 5_000
const forEver = 'public, max-age=31536000, immutable'

/** Serves the web client: its files by their names, and its start page for every other page that a browser asks for. */
export async function webClient(pages: App, { folder, clock, reserved }: WebClientOptions): Promise<void> {
  const files = new WebFiles(folder, clock)
  await files.refresh()
  pages.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    config: { scope: 'public' },
    handler: async (request, reply) => {
      const path = pathOf(request)
      if (reserved(path) || path.startsWith('/.well-known/')) throw new Problem('ROUTE_NOT_FOUND')
      await files.refreshIfOld()
      const file = files.get(path) ?? (isPage(path) ? files.get('/index.html') : undefined)
      if (file !== undefined) return sendFile(file, request, reply)
      if (!isPage(path)) throw new Problem('ROUTE_NOT_FOUND')
      return reply
        .code(503)
        .type('text/html; charset=utf-8')
        .header('content-security-policy', pageSecurityPolicy)
        .send(emptyPage)
    },
  })
}

class WebFiles {
  readonly #folder: string | undefined
  readonly #clock: () => number
  #files: ReadonlyMap<string, WebFile> = new Map()
  #listedAt = 0
  #reading: Promise<void> | undefined

  constructor(folder: string | undefined, clock: () => number) {
    this.#folder = folder
    this.#clock = clock
  }

  get(path: string): WebFile | undefined {
    return this.#files.get(path === '/' ? '/index.html' : path)
  }

  async refreshIfOld(): Promise<void> {
    if (this.#clock() - this.#listedAt > listedMs) await this.refresh()
  }

  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<void> {
    if (this.#folder !== undefined) this.#files = await readWebFolder(this.#folder)
    this.#listedAt = this.#clock()
  }
}

function sendFile(file: WebFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply
    .type(file.type)
    // one tag for every encoding: weak, since the bytes differ
    .header('etag', `W/${file.etag}`)
    .header('vary', 'accept-encoding')
    .header('cache-control', file.immutable ? forEver : 'no-cache')
    .header('content-security-policy', pageSecurityPolicy)
  if (isKnown(file, request.headers['if-none-match'])) return reply.code(304).send()
  const encoding = chosenEncoding(file, request.headers['accept-encoding'])
  const chosen = (encoding && file.compressed.get(encoding)) ?? file
  if (encoding !== undefined) reply.header('content-encoding', encoding)
  reply.header('content-length', chosen.size)
  return request.method === 'HEAD' ? reply.send() : reply.send(createReadStream(chosen.file))
}

function isKnown(file: WebFile, ifNoneMatch: string | undefined): boolean {
  return (ifNoneMatch ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === file.etag)
}

/** The best encoding that lies ready and that the client takes; a quality of zero means that it does not. */
function chosenEncoding(file: WebFile, accept = ''): Encoding | undefined {
  const taken = accept
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => !/;\s*q=0(?:\.0*)?$/.test(each))
    .map((each) => each.split(';')[0])
  return file.compressed.keys().find((encoding) => taken.includes(encoding))
}

/** A last segment with an extension asks for a file; anything else for a page of the client's. */
function isPage(path: string): boolean {
  return !path.slice(path.lastIndexOf('/')).includes('.')
}

function pathOf({ url }: FastifyRequest): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}
