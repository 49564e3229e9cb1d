import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../check/command.ts'
import { canInstallPackages } from '../engine/debian-install.ts'

const programs = ['nginx', 'caddy'] as const

export interface ProxyPrograms {
  /** In a few words, what there is. */
  summary: string
  /** Put before PATH. */
  folders: readonly string[]
}

/**
 * Sees to it that nginx and Caddy are there for the tests of the examples in `deploy/proxies`. Where they are missing
 * on Debian their packages are unpacked below `folder`: installed, they would begin to serve on this machine.
 */
export async function findProxyPrograms(folder: string): Promise<ProxyPrograms> {
  const missing = (await Promise.all(programs.map(isMissing))).flat()
  if (missing.length === 0) return { summary: 'installed', folders: [] }
  await mkdir(folder, { recursive: true })
  const fetched = await fetchPackages(missing, folder)
  const summary = fetched ? 'unpacked' : 'missing, and not to be had: their tests will say how to get them'
  return { summary: `${missing.join(', ')} ${summary}`, folders: [join(folder, 'usr/sbin'), join(folder, 'usr/bin')] }
}

async function isMissing(program: string): Promise<string[]> {
  const { code } = await runCommand('which', [program], { cwd: '/' })
  return code === 0 ? [] : [program]
}

async function fetchPackages(packages: readonly string[], folder: string): Promise<boolean> {
  const download = () => runCommand('apt-get', ['download', '--quiet', ...packages], { cwd: folder })
  if ((await download()).code !== 0) {
    if (!canInstallPackages()) return false
    await runCommand('apt-get', ['update', '--quiet'], { cwd: folder })
    if ((await download()).code !== 0) return false
  }
  const unpack = 'for file in *.deb; do dpkg-deb -x "$file" . || exit 1; done'
  return (await runCommand('sh', ['-c', unpack], { cwd: folder })).code === 0
}
