import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BaseImageError } from './base-image-error.ts'
import { readTree, type Tree } from './tree.ts'

const run = promisify(execFile)

/**
 * What Node, better-sqlite3 and sharp load, the certificates that a program outside Node asks for, and `sleep`, which a
 * gateway becomes that has been followed.
 */
export const debianPackages = ['ca-certificates', 'coreutils', 'libc6', 'libgcc-s1', 'libstdc++6'] as const

/**
 * The files of the Debian packages that a base image is made from, fetched with the host's own `apt-get`.
 *
 * @throws {BaseImageError} where the host is not Debian or a relative of it, or no package can be fetched.
 */
export async function debianFiles(): Promise<Tree> {
  const folder = await mkdtemp(join(tmpdir(), 'bartab-base-'))
  try {
    await download(folder)
    const tree: Tree = new Map()
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.deb')).sort()) {
      for (const [path, node] of await unpack(join(folder, file))) if (isWanted(path)) tree.set(path, node)
    }
    return tree
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function download(folder: string): Promise<void> {
  const fetch = () => run('apt-get', ['download', '--quiet', ...debianPackages], { cwd: folder })
  try {
    await fetch().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || process.getuid?.() !== 0) throw error
      await run('apt-get', ['update', '--quiet'])
      await fetch()
    })
  } catch (error) {
    throw new BaseImageError(reason(error as NodeJS.ErrnoException & { stderr?: string }), error)
  }
}

function reason(error: NodeJS.ErrnoException & { stderr?: string }): string {
  if (error.code === 'ENOENT') return 'this host has no apt-get, so the base cannot be made of Debian packages either'
  return `apt-get could not fetch ${debianPackages.join(', ')}: ${(error.stderr ?? error.message).trim().split('\n').at(-1)}`
}

async function unpack(deb: string): Promise<Tree> {
  const { stdout } = await run('dpkg-deb', ['--fsys-tarfile', deb], {
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
  })
  return readTree(stdout)
}

function isWanted(path: string): boolean {
  return (
    /^(usr\/)?lib(64)?\/([^/]+-linux-gnu[^/]*\/)?(ld-linux|lib(c|m|mvec|dl|pthread|rt|resolv|util|anl|nss_dns|nss_files|gcc_s|stdc\+\+)\.so)/.test(
      path,
    ) ||
    /^(usr\/)?bin\/sleep$/.test(path) ||
    /^usr\/share\/doc\/[^/]+\/copyright$/.test(path) ||
    /^usr\/share\/ca-certificates\/mozilla\/.*\.crt$/.test(path)
  )
}
