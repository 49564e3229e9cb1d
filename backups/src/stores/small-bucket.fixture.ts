import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

interface StoredBytes {
  content: Buffer
  /** When it was written, as S3 says it. */
  at: string
}

/** The part of S3's HTTP that backups and Litestream use, in memory: objects, listings, uploads in parts. */
export class SmallBucket implements AsyncDisposable {
  readonly objects = new Map<string, StoredBytes>()
  /** Uploads that were begun and not ended, by their id. */
  readonly uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>()
  /** How many more writes succeed before the storage is gone. */
  writesLeft = Number.POSITIVE_INFINITY
  readonly #host: string
  readonly #server: Server
  #lastUpload = 0

  private constructor(host: string) {
    this.#host = host
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  /** @param host where it listens and is asked for: another than the loopback address is one that containers reach */
  static async start(host = '127.0.0.1'): Promise<SmallBucket> {
    const bucket = new SmallBucket(host)
    const { promise, resolve } = Promise.withResolvers<void>()
    bucket.#server.listen(0, host, resolve)
    await promise
    return bucket
  }

  get endpoint(): string {
    return `http://${this.#host}:${(this.#server.address() as AddressInfo).port}`
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
    const [status, text = ''] = this.#act(request.method ?? '', key, query, body)
    response.writeHead(status, { etag: '"small"', 'content-length': Buffer.byteLength(text) }).end(text)
  }

  #act(method: string, key: string, query: URLSearchParams, body: Buffer): [number, (string | Buffer)?] {
    const upload = this.uploads.get(query.get('uploadId') ?? '')
    switch (`${method} ${key === '' ? 'bucket' : 'object'}`) {
      case 'GET bucket':
        return [200, query.has('uploads') ? this.#uploadList() : this.#list(query)]
      case 'GET object': {
        const found = this.objects.get(key)
        return found ? [200, found.content] : [404, '<Error><Code>NoSuchKey</Code></Error>']
      }
      case 'PUT object':
        if (upload) upload.parts.set(Number(query.get('partNumber')), body)
        else this.#put(key, body)
        return [200]
      case 'POST bucket':
        for (const [, named = ''] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) this.objects.delete(named)
        return [200, '<DeleteResult/>']
      case 'POST object':
        if (query.has('uploads')) return [200, this.#begin(key)]
        this.#put(key, Buffer.concat([...(upload?.parts ?? [])].sort(([a], [b]) => a - b).map(([, part]) => part)))
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

  #put(key: string, content: Buffer): void {
    this.objects.set(key, { content, at: new Date().toISOString() })
  }

  /** With a delimiter, what lies deeper is listed as folders. */
  #list(query: URLSearchParams): string {
    const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
    const found = [...this.objects].filter(([key]) => key.startsWith(prefix))
    const deeper = (key: string) => (delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length))
    const folders = new Set(found.flatMap(([key]) => (deeper(key) < 0 ? [] : [key.slice(0, deeper(key) + 1)])))
    const contents = found
      .filter(([key]) => deeper(key) < 0)
      .map(([key, { content, at }]) => {
        return `<Contents><Key>${key}</Key><LastModified>${at}</LastModified><Size>${content.length}</Size></Contents>`
      })
    const commons = [...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`)
    return `<ListBucketResult><IsTruncated>false</IsTruncated>${[...contents, ...commons].join('')}</ListBucketResult>`
  }

  #uploadList(): string {
    const begun = [...this.uploads].map(
      ([id, { key }]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`,
    )
    return `<ListMultipartUploadsResult>${begun.join('')}</ListMultipartUploadsResult>`
  }
}
