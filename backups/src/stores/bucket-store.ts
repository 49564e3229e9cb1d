import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { BackupStore, StoredObject } from './backup-store.ts'
import { missingObject, storageFailed } from './store-fault.ts'

const partSize = 8 * 1024 * 1024

export interface Bucket {
  bucket: string
  /** Empty, or without a slash at either end. */
  prefix: string
  /** Of storage that is not Amazon's. */
  endpoint?: string | undefined
  region?: string | undefined
}

/** Backups in S3-compatible storage. Objects go up in parts as they are read; credentials come from the environment. */
export class BucketStore implements BackupStore {
  readonly where: string
  readonly #bucket: Bucket
  readonly #client: S3Client

  constructor(bucket: Bucket, config: S3ClientConfig = {}) {
    this.#bucket = bucket
    this.where = `s3://${[bucket.bucket, bucket.prefix].filter(Boolean).join('/')}`
    this.#client = new S3Client({
      region: bucket.region ?? 'us-east-1',
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(bucket.endpoint === undefined ? {} : { endpoint: bucket.endpoint, forcePathStyle: true }),
      ...config,
    })
  }

  async room(): Promise<undefined> {
    return undefined
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    try {
      const query = { Bucket: this.#bucket.bucket, Prefix: this.#key(prefix) }
      for await (const page of paginateListObjectsV2({ client: this.#client }, query)) {
        for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { name: this.#nameOf(Key), size: Size }
      }
    } catch (error) {
      throw storageFailed(this, error)
    }
  }

  async read(name: string): Promise<Readable> {
    try {
      const answer = await this.#client.send(new GetObjectCommand(this.#object(name)))
      return answer.Body as Readable
    } catch (error) {
      throw error instanceof NoSuchKey ? missingObject(this, name) : storageFailed(this, error)
    }
  }

  async write(name: string, content: Readable): Promise<void> {
    const params = { ...this.#object(name), Body: content }
    try {
      await new Upload({ client: this.#client, params, partSize, queueSize: 2 }).done()
    } catch (error) {
      content.destroy()
      throw storageFailed(this, error)
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand(this.#object(name)))
    } catch (error) {
      throw storageFailed(this, error)
    }
  }

  /** Uploads that were begun and never ended hold room unseen. Storage that cannot list them is left alone. */
  async sweep(): Promise<void> {
    const query = new ListMultipartUploadsCommand({ Bucket: this.#bucket.bucket, Prefix: this.#key('') })
    const { Uploads = [] } = await this.#client.send(query).catch(() => ({ Uploads: [] }))
    for (const { Key, UploadId } of Uploads) {
      const abort = new AbortMultipartUploadCommand({ Bucket: this.#bucket.bucket, Key, UploadId })
      await this.#client.send(abort).catch(() => undefined)
    }
  }

  #object(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket.bucket, Key: this.#key(name) }
  }

  #key(name: string): string {
    return this.#bucket.prefix === '' ? name : `${this.#bucket.prefix}/${name}`
  }

  #nameOf(key: string): string {
    return this.#bucket.prefix === '' ? key : key.slice(this.#bucket.prefix.length + 1)
  }
}
