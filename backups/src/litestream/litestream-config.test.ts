import { expect, it } from 'vitest'
import { litestreamConfig } from './litestream-config.ts'

const replicaOf = (replica: string) =>
  (JSON.parse(litestreamConfig({ database: '/data/chat.sqlite', replica })) as { dbs: { replicas: unknown[] }[] })
    .dbs[0]?.replicas[0]

it('follows a database into a folder', () => {
  expect(replicaOf('/mnt/usb/chat')).toMatchObject({ type: 'file', path: '/mnt/usb/chat', 'sync-interval': '1s' })
})

it('follows a database into a bucket, of Amazon or of others', () => {
  expect(replicaOf('s3://chat/live')).toMatchObject({ type: 's3', bucket: 'chat', path: 'live', region: 'us-east-1' })
  expect(replicaOf('s3://chat/live?endpoint=http://127.0.0.1:9000')).toMatchObject({
    endpoint: 'http://127.0.0.1:9000',
    'force-path-style': true,
  })
})
