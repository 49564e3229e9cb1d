import { Type } from 'typebox'
import { backupsSchema } from '../backup/backup-settings.ts'
import { jobs } from '../operator/loop/jobs.ts'
import { scheduleField } from './schedule-field.ts'

const closed = { additionalProperties: false } as const

const service = Type.Object(
  {
    image: Type.Optional(Type.String({ minLength: 1, description: 'an image, such as bartab/chat:0.1.0' })),
    memory_mb: Type.Optional(Type.Integer({ minimum: 96, maximum: 65_536, description: 'memory in MiB' })),
    pids: Type.Optional(Type.Integer({ minimum: 32, maximum: 4096, description: 'processes and threads' })),
    env: Type.Optional(
      Type.Record(Type.String({ pattern: '^(?!BARTAB_)[A-Z][A-Z0-9_]*$' }), Type.String(), {
        ...closed,
        description: 'variables in capitals; those named BARTAB_* are made by the stack itself',
      }),
    ),
  },
  { ...closed, description: 'the settings of a service: image, memory_mb, pids, env' },
)

const mebibytes = { minimum: 0, maximum: 2 ** 30 } as const

const files = Type.Object(
  {
    largest_mb: Type.Optional(
      Type.Integer({ ...mebibytes, minimum: 1, description: 'the largest file in MiB (default: 100)' }),
    ),
    person_mb: Type.Optional(
      Type.Integer({
        ...mebibytes,
        description: 'what the files of one person may take together, in MiB; 0 is no limit (default: 10240)',
      }),
    ),
    server_mb: Type.Optional(
      Type.Integer({
        ...mebibytes,
        description: 'what all files may take together, in MiB; 0 is no limit but the disk (default: 0)',
      }),
    ),
    types_mb: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^(\\*|[a-z0-9.+-]+/(\\*|[a-z0-9.+-]+))$' }),
        Type.Integer({ ...mebibytes, description: 'the largest file of this type in MiB; 0 takes none' }),
        {
          ...closed,
          description:
            'the largest file of a type in MiB, such as {"video/*": 500, "application/zip": 0}; 0 takes none of it, "*" is whatever nothing else names (default: {"image/*": 32})',
        },
      ),
    ),
  },
  { ...closed, description: 'limits of uploads: largest_mb, person_mb, server_mb, types_mb' },
)

const schedules = Type.Object(
  {
    prune: scheduleField(jobs.prune.does, jobs.prune.cron),
    keys: scheduleField(jobs.keys.does, jobs.keys.cron),
    pepper: scheduleField(jobs.pepper.does, jobs.pepper.cron),
    media_links: scheduleField(jobs.media_links.does, jobs.media_links.cron),
    operator: scheduleField(jobs.operator.does, jobs.operator.cron),
    media_collect: scheduleField(jobs.media_collect.does, jobs.media_collect.cron),
    media_verify: scheduleField(jobs.media_verify.does, jobs.media_verify.cron),
  },
  {
    ...closed,
    description:
      'what bartab operator does by the clock: prune, keys, pepper, media_links, operator, media_collect, media_verify',
  },
)

/** The schema of `bartab.yaml`. Each description says what a field accepts: faults are reported with it. */
export const stackConfigSchema = Type.Object(
  {
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'a port from 1 to 65535' })),
    address: Type.Optional(
      Type.String({ pattern: '^[0-9a-fA-F.:]+$', description: 'an IP address of this machine, such as 127.0.0.1' }),
    ),
    public_url: Type.Optional(
      Type.String({
        pattern: '^https?://[^/\\s?#]+$',
        description: 'an origin without a path or a slash at its end, such as https://chat.example.org',
      }),
    ),
    server_name: Type.Optional(
      Type.String({ pattern: '^[a-z0-9][a-z0-9.:-]{0,229}$', description: 'a host name, such as chat.example.org' }),
    ),
    driver: Type.Optional(Type.Enum(['docker', 'process'], { description: 'docker or process' })),
    log_level: Type.Optional(
      Type.Enum(['debug', 'info', 'warn', 'error'], { description: 'debug, info, warn or error' }),
    ),
    trusted_proxies: Type.Optional(
      Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$' }), {
        description: 'a list of addresses or CIDRs, such as [10.0.0.0/8]',
      }),
    ),
    data_dir: Type.Optional(Type.String({ minLength: 1, description: 'a folder' })),
    files: Type.Optional(files),
    backups: Type.Optional(backupsSchema),
    schedules: Type.Optional(schedules),
    webhooks: Type.Optional(
      Type.Object(
        {
          outgoing: Type.Optional(Type.Boolean({ description: 'true lets chat out to deliver outgoing webhooks' })),
          hosts: Type.Optional(
            Type.Array(Type.String({ pattern: '^[A-Za-z0-9.:\\[\\]-]{1,255}$' }), {
              description: 'hosts inside that outgoing webhooks may go to, such as [ci.home.arpa]',
            }),
          ),
        },
        { ...closed, description: 'outgoing, hosts' },
      ),
    ),
    services: Type.Optional(
      Type.Object(
        {
          gateway: Type.Optional(service),
          auth: Type.Optional(service),
          chat: Type.Optional(service),
          media: Type.Optional(service),
        },
        { ...closed, description: 'settings of gateway, auth, chat and media' },
      ),
    ),
  },
  { ...closed, description: 'settings by name' },
)
