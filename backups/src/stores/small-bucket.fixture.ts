import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** The part of S3's HTTP that backups use, in memory: objects, listings, uploads in parts. */
export class SmallBucket implements AsyncDisposable {
  readonly objects = new Map<string, Buffer>()
  /** Uploads that were begun and not ended, by their id. */
  readonly uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>()
  /** How many more writes succeed before the storage is gone. */
  writesLeft = Number.POSITIVE_INFINITY
  readonly #server: Server
  #lastUpload = 0

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<SmallBucket> {
    const bucket = new SmallBucket()
    const { promise, resolve } = Promise.withResolvers<void>()
    bucket.#server.listen(0, '127.0.0.1', resolve)
    await promise
    return bucket
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#server.close(() => resolve())
    await promise
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '', this.endpoint)
    const key = decodeURIComponent(pathname).split('/').slice(2).join('/')
    const body = await buffer(request)
    if (request.method === 'PUT' && this.writesLeft-- <= 0) return void request.socket.destroy()
    const [status, text] = this.#act(request.method ?? '', key, query, body)
    response.writeHead(status, { etag: '"small"' }).end(text)
  }

  #act(method: string, key: string, query: URLSearchParams, body: Buffer): [number, (string | Buffer)?] {
    const upload = this.uploads.get(query.get('uploadId') ?? '')
    switch (`${method} ${key === '' ? 'bucket' : 'object'}`) {
      case 'GET bucket':
        return [200, query.has('uploads') ? this.#uploadList() : this.#list(query.get('prefix') ?? '')]
      case 'GET object': {
        const content = this.objects.get(key)
        return content ? [200, content] : [404, '<Error><Code>NoSuchKey</Code></Error>']
      }
      case 'PUT object':
        if (upload) upload.parts.set(Number(query.get('partNumber')), body)
        else this.objects.set(key, body)
        return [200]
      case 'POST object':
        if (query.has('uploads')) return [200, this.#begin(key)]
        this.objects.set(
          key,
          Buffer.concat([...(upload?.parts ?? [])].sort(([a], [b]) => a - b).map(([, part]) => part)),
        )
        this.uploads.delete(query.get('uploadId') ?? '')
        return [200, `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`]
      case 'DELETE object':
        if (upload) this.uploads.delete(query.get('uploadId') ?? '')
        else this.objects.delete(key)
        return [204]
      default:
        return [400]
    }
  }

  #begin(key: string): string {
    this.#lastUpload += 1
    this.uploads.set(String(this.#lastUpload), { key, parts: new Map() })
    return `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${this.#lastUpload}</UploadId></InitiateMultipartUploadResult>`
  }

  #list(prefix: string): string {
    const found = [...this.objects].filter(([key]) => key.startsWith(prefix))
    const contents = found.map(([key, { length }]) => `<Contents><Key>${key}</Key><Size>${length}</Size></Contents>`)
    return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`
  }

  #uploadList(): string {
    const begun = [...this.uploads].map(
      ([id, { key }]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`,
    )
    return `<ListMultipartUploadsResult>${begun.join('')}</ListMultipartUploadsResult>`
  }
}
