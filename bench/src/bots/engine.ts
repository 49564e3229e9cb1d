import { request } from 'node:http'

/** Memory of a container as its limit counts it, in MiB, without the page cache that would be given up first. */
export async function containerMemory(container: string): Promise<number> {
  const { memory_stats } = await get<Stats>(`/containers/${container}/stats?stream=false`)
  return (memory_stats.usage - (memory_stats.stats?.inactive_file ?? 0)) / 1024 / 1024
}

interface Stats {
  memory_stats: { usage: number; stats?: { inactive_file?: number } }
}

async function get<T>(path: string): Promise<T> {
  const socketPath = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '')
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const call = request({ socketPath, path }, (answer) => {
    let body = ''
    answer.setEncoding('utf8').on('data', (text) => {
      body += text
    })
    answer.on('end', () => resolve(body))
  })
  call.on('error', reject).end()
  return JSON.parse(await promise) as T
}
