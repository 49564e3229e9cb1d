import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The peers at their own sensible settings: one worker, kept connections on both sides, no access log. */
export interface PeerPlace {
  folder: string
  port: number
  /** `host:port` of what is behind. */
  upstream: string
}

export function nginxProxy({ folder, port, upstream }: PeerPlace): string[] {
  return nginx(
    folder,
    `proxy-${port}`,
    `
  upstream behind { server ${upstream}; keepalive 256; }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 0;
    location / {
      proxy_pass http://behind;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering off;
      proxy_buffering off;
      proxy_read_timeout 120s;
    }
  }`,
  )
}

/** A fast upstream: 300 bytes of JSON for every path. */
export function nginxUpstream({ folder, port }: PeerPlace): string[] {
  const json = JSON.stringify({ rooms: 'x'.repeat(286) })
  return nginx(
    folder,
    `upstream-${port}`,
    `
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { default_type application/json; return 200 '${json}'; }
  }`,
  )
}

function nginx(folder: string, name: string, body: string): string[] {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const file = join(folder, `${name}.conf`)
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/${name}.pid; ${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 65536; }
http {
  access_log off; keepalive_requests 100000000; keepalive_timeout 120s;
  ${temporary.map((kind) => `${kind}_temp_path ${folder}/${name}-${kind};`).join(' ')}
${body}
}
`,
  )
  return ['nginx', '-e', 'stderr', '-c', file]
}

/** @param publicKey PEM; without it no token is looked at. */
export function haproxy({ folder, port, upstream }: PeerPlace, publicKey?: string): string[] {
  const key = join(folder, `haproxy-${port}.pem`)
  if (publicKey !== undefined) writeFileSync(key, publicKey)
  const checks = `
  http-request set-var(txn.bearer) http_auth_bearer
  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
  http-request deny deny_status 401 unless { var(txn.alg) -m str ES256 }
  http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify(txn.alg,"${key}") 1 }`
  const file = join(folder, `haproxy-${port}.cfg`)
  writeFileSync(
    file,
    `global
  nbthread 1
  maxconn 4000
defaults
  mode http
  timeout connect 5s
  timeout client 120s
  timeout server 120s
frontend front
  bind 127.0.0.1:${port}${publicKey === undefined ? '' : checks}
  default_backend behind
backend behind
  http-reuse always
  server one ${upstream}
`,
  )
  return ['haproxy', '-f', file]
}

/** @param verifier `host:port` of what judges tokens; without it none is looked at. */
export function caddy({ folder, port, upstream }: PeerPlace, verifier?: string): string[] {
  const file = join(folder, `Caddyfile-${port}`)
  const asks = verifier === undefined ? '' : `forward_auth ${verifier} {\n    uri /verify\n  }`
  writeFileSync(
    file,
    `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  ${asks}
  reverse_proxy ${upstream} {
    flush_interval -1
  }
}
`,
  )
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file]
}
