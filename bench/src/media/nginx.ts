import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ended, freePort, type ServerProcess, serverCore, untilAnswers } from './server-process.ts'

const imageFilter = '/usr/lib/nginx/modules/ngx_http_image_filter_module.so'

/** nginx as the distribution builds it, one worker, serving a folder by sendfile, and its pictures at /thumb/ in 320 px. */
export async function startNginx(folder: string, root: string): Promise<ServerProcess> {
  await mkdir(join(folder, 'nginx'), { recursive: true })
  const port = await freePort()
  const file = join(folder, 'nginx', 'nginx.conf')
  await writeFile(file, configuration(join(folder, 'nginx'), root, port))
  const child = spawn('taskset', ['-c', serverCore, 'nginx', '-c', file, '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const origin = `http://127.0.0.1:${port}`
  await untilAnswers(`${origin}/healthz`, child)
  return { origin, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => ended(child) }
}

function configuration(folder: string, root: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  )
  const filter = existsSync(imageFilter)
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
${process.getuid?.() === 0 ? 'user root;' : ''}
${filter ? `load_module ${imageFilter};` : ''}
events { worker_connections 512; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  default_type application/octet-stream;
  types { image/jpeg jpg; }
  ${temporary.join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    root ${root};
    location = /healthz { return 200 "ok"; }
    ${filter ? `location /thumb/ { alias ${root}/; image_filter resize 320 320; image_filter_buffer 32M; image_filter_jpeg_quality 75; }` : ''}
  }
}
`
}

export const hasImageFilter = (): boolean => existsSync(imageFilter)
