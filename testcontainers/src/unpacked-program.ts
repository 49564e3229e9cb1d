import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Program {
  /** The file to run. */
  file: string
  /** Variables that it needs where it was unpacked and not installed. */
  env: Record<string, string>
  /** Where its packages were unpacked; absent where it is installed. */
  folder: string | undefined
}

const places = ['/usr/sbin', '/usr/bin', '/bin', '/sbin']

/**
 * A program that tests need: the installed one, or else its Debian packages, fetched and unpacked below the temporary
 * folder. Installed, some of them would begin to serve on this machine.
 *
 * @throws {Error} saying how to get it, where neither is possible.
 */
export function unpackedProgram(name: string, packages: readonly string[]): Program {
  const installed = places.map((place) => join(place, name)).find((file) => existsSync(file))
  if (installed !== undefined) return { file: installed, env: {}, folder: undefined }
  const folder = join(tmpdir(), `bartab-program-${name}`)
  if (!existsSync(folder)) unpack(name, packages, folder)
  const file = places.map((place) => join(folder, place, name)).find((path) => existsSync(path))
  if (file === undefined) throw new Error(`${packages.join(', ')} have no ${name}: install it, then run the test again`)
  const libraries = ['lib', 'usr/lib'].flatMap((place) => subfolders(join(folder, place)))
  return { file, env: { LD_LIBRARY_PATH: libraries.join(':') }, folder }
}

const subfolders = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []

/** The lists of packages may be older than what the mirror still has: they are read again before it is given up. */
function download(packages: readonly string[], folder: string): void {
  const fetch = () => execFileSync('apt-get', ['download', '--quiet', ...packages], { cwd: folder, stdio: 'pipe' })
  try {
    fetch()
  } catch {
    execFileSync('apt-get', ['update', '--quiet'], { stdio: 'pipe' })
    fetch()
  }
}

/** Whole or not at all: a run that is killed meanwhile leaves nothing that looks finished. */
function unpack(name: string, packages: readonly string[], folder: string): void {
  const work = mkdtempSync(`${folder}-`)
  try {
    download(packages, work)
    mkdirSync(join(work, 'root'))
    for (const archive of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
      execFileSync('dpkg-deb', ['-x', archive, 'root'], { cwd: work })
    }
    renameSync(join(work, 'root'), folder)
  } catch (cause) {
    throw new Error(`${name} is not installed and cannot be fetched: apt-get install ${packages.join(' ')}`, { cause })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
