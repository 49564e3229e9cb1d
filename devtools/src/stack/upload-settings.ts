import type { ServerName } from './server-names.ts'
import type { FilesConfig } from './stack-config.ts'

const bytes = (mebibytes: number): string => String(mebibytes * 2 ** 20)

/** The variables that the limits of uploads become: the gateway refuses what is too large before media sees it. */
export function uploadSettings(name: ServerName, files: FilesConfig = {}): Record<string, string> {
  const largest = size('BARTAB_MAX_UPLOAD_BYTES', files.largest_mb)
  if (name === 'gateway') return largest
  if (name !== 'media') return {}
  return {
    ...largest,
    ...size('BARTAB_QUOTA_PERSON_BYTES', files.person_mb),
    ...size('BARTAB_QUOTA_TOTAL_BYTES', files.server_mb),
    ...typeSettings(files.types_mb),
  }
}

function size(variable: string, mebibytes: number | undefined): Record<string, string> {
  return mebibytes === undefined ? {} : { [variable]: bytes(mebibytes) }
}

function typeSettings(types: FilesConfig['types_mb']): Record<string, string> {
  if (types === undefined) return {}
  const limits = Object.entries(types).map(([type, mebibytes]) => `${type}=${bytes(mebibytes)}`)
  return { BARTAB_TYPE_LIMITS: limits.join(',') }
}
