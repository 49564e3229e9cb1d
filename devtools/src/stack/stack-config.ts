import type { BackupSettings } from '../backup/backup-settings.ts'
import type { JobSchedules } from '../operator/loop/jobs.ts'

/** The settings of a stack: the content of `bartab.yaml`, every field optional. The schema is in `config-schema.ts`. */
export interface StackConfig {
  /** The host's port. Default 8008. */
  port?: number
  /** The host's address. Default 127.0.0.1: reachable from this machine alone. */
  address?: string
  /** The URL under which people reach the chat. Default `http://ADDRESS:PORT`. */
  public_url?: string
  /** The name of this server in ids that leave it, fixed for ever. Default localhost. */
  server_name?: string
  driver?: 'docker' | 'process'
  log_level?: 'debug' | 'info' | 'warn' | 'error'
  /** Proxies in front whose `forwarded` headers are believed, as CIDRs. */
  trusted_proxies?: string[]
  /** A folder for the data in place of the driver's own volumes. */
  data_dir?: string
  /** Limits of uploads. */
  files?: FilesConfig
  /** Schedules, places and keys of backups. */
  backups?: BackupSettings
  /** When `bartab operator` does what, as cron expressions in the machine's own time; `off` for never. */
  schedules?: JobSchedules
  webhooks?: WebhookConfig
  services?: Partial<Record<'gateway' | 'auth' | 'chat' | 'media', ServiceConfig>>
}

export interface FilesConfig {
  /** The largest file, MiB. Default 100. */
  largest_mb?: number
  /** What the files of one person may take together, MiB; 0: no limit. Default 10240. */
  person_mb?: number
  /** What all files may take together, MiB; 0: no limit but the disk. Default 0. */
  server_mb?: number
  /** The largest file of a type, MiB: `video/mp4`, `video/*` or `*` for the rest; 0 takes none. Default `image/*`: 32. */
  types_mb?: Record<string, number>
}

export interface WebhookConfig {
  /** Chat may reach the internet, to deliver outgoing webhooks. Default false: it reaches the other services alone. */
  outgoing?: boolean
  /** Hosts inside that outgoing webhooks may go to. Default none. */
  hosts?: string[]
}

export interface ServiceConfig {
  image?: string
  /** MiB. */
  memory_mb?: number
  pids?: number
  /** Further variables; those named BARTAB_* are made by the stack itself. */
  env?: Record<string, string>
}
