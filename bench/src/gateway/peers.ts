import { spawnSync } from 'node:child_process'

const packages = { nginx: 'nginx-light', haproxy: 'haproxy', caddy: 'caddy', wrk: 'wrk' } as const
const versions: readonly (readonly string[])[] = [
  ['nginx', '-v'],
  ['haproxy', '-v'],
  ['caddy', 'version'],
  ['wrk', '-v'],
]

/** Makes sure that the programs to compare with are there. @throws with the command that installs them. */
export function requirePeers(install: boolean): void {
  const missing = Object.entries(packages).flatMap(([program, name]) => (installed(program) ? [] : [name]))
  if (missing.length === 0) return
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  if (!install) {
    throw new Error(
      `missing: ${missing.join(', ')}\nInstall them with: ${command.join(' ')}\nor let the bench do it as root: --install`,
    )
  }
  const [program = '', ...args] = command
  const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`)
}

/** What ran, for whoever reads the figures later. */
export function peerVersions(): string[] {
  return versions.map(([program = '', flag = '']) => {
    const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' })
    return `${program}: ${`${stdout}${stderr}`.trim().split('\n')[0]}`
  })
}

function installed(program: string): boolean {
  return spawnSync('which', [program]).status === 0
}
