/** One database that is followed, and where its replica lies. */
export interface Followed {
  /** The database's file. */
  database: string
  /** A folder, or `s3://bucket/path?endpoint=…&region=…`. Exactly one follower may write there. */
  replica: string
}

/** Litestream's settings for one database. JSON is YAML. */
export function litestreamConfig({ database, replica }: Followed): string {
  return JSON.stringify({
    dbs: [
      {
        path: database,
        // Its own restart checkpoints stall writers behind a long read; passive ones keep the log short.
        'max-checkpoint-page-count': 1_000_000,
        replicas: [{ ...placeOf(replica), 'sync-interval': '1s', 'snapshot-interval': '24h', retention: '72h' }],
      },
    ],
  })
}

function placeOf(replica: string): Record<string, unknown> {
  if (!replica.startsWith('s3://')) return { type: 'file', path: replica }
  const url = new URL(replica)
  const endpoint = url.searchParams.get('endpoint')
  return {
    type: 's3',
    bucket: url.hostname,
    path: url.pathname.replaceAll(/^\/|\/$/g, ''),
    region: url.searchParams.get('region') ?? 'us-east-1',
    ...(endpoint === null ? {} : { endpoint, 'force-path-style': true }),
  }
}
