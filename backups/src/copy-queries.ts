/** What is asked of the copies of the databases. */
export const copyQueries = {
  migrations: 'SELECT count(*) AS n FROM schema_migration',
  log: 'SELECT (SELECT epoch FROM log_epoch) AS epoch, (SELECT max(seq) FROM event) AS head',
  /** The blobs that are named: those of files that are not deleted, and of their thumbnails. */
  blobs: `SELECT blob_class, sha256, max(size) AS size FROM (
      SELECT blob_class, sha256, size FROM media WHERE deleted_ts IS NULL
      UNION ALL SELECT blob_class, sha256, size FROM thumbnail
    ) GROUP BY blob_class, sha256`,
} as const

export interface LogRow {
  epoch: string | null
  head: number | null
}

export interface NamedBlob {
  blob_class: string
  sha256: string
  size: number
}
