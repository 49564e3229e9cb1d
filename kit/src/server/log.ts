import type { FastifyServerOptions } from 'fastify'
import type { Clock } from '../clock.ts'
import type { ServerConfig } from '../config/server-config.ts'
import { type LogStream, stdoutLines } from './log-lines.ts'

const secrets = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'new_password',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'mfa_token',
  'client_secret',
  'secret',
  'pepper',
]

const atDepths = (name: string) =>
  name.startsWith('[') ? [name, `*${name}`, `*.*${name}`] : [name, `*.${name}`, `*.*.${name}`]

const bearerToken = /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g

/** JSON lines; fields that hold secrets are struck out, and so is anything that looks like a signed token. */
export function logOptions(
  name: string,
  config: Pick<ServerConfig, 'logLevel'>,
  clock: Clock,
  stream: LogStream = stdoutLines(),
) {
  const logger = {
    level: config.logLevel,
    name,
    timestamp: () => `,"time":${clock()}`,
    redact: { paths: secrets.flatMap(atDepths), censor: '[redacted]' },
    hooks: { streamWrite: (line: string) => line.replace(bearerToken, '[token]') },
    stream,
  }
  return logger satisfies FastifyServerOptions['logger']
}
