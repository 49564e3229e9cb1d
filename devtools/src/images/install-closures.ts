// Runs inside an image build. Where the context brought no packages, installs the locked ones and sorts them into layers.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isNeededAtRunTime, layerClosure, layers, type PackageLock, type Platform } from './closure.ts'

const target = process.argv[2] ?? '/closures'
const platform: Platform = { os: 'linux', cpu: process.arch, libc: 'glibc' }

for (const name of ['data', ...Object.keys(layers)]) mkdirSync(join(target, name), { recursive: true })
if (!existsSync('brought')) installFrom(JSON.parse(readFileSync('package-lock.json', 'utf8')))

function installFrom(lock: PackageLock): void {
  writeWorkspaces(lock)
  const workspaces = Object.values(layers).flatMap((layer) => ['--workspace', layer.workspace])
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', ...workspaces], { stdio: 'inherit' })
  for (const name of Object.keys(layers)) copyLayer(lock, name)
}

/** npm wants each workspace's package.json; the lock file says all that it reads there. */
function writeWorkspaces(lock: PackageLock): void {
  for (const [folder, locked] of Object.entries(lock.packages)) {
    if (folder === '' || /(^|\/)node_modules\//.test(folder)) continue
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify(locked))
  }
}

function copyLayer(lock: PackageLock, name: string): void {
  const { packages, workspaces } = layerClosure(lock, name, platform)
  for (const folder of packages) copyPackage(folder, join(target, name, folder))
  for (const { link, folder } of workspaces) {
    mkdirSync(dirname(join(target, name, link)), { recursive: true })
    symlinkSync(relative(dirname(link), folder), join(target, name, link))
  }
}

function copyPackage(from: string, to: string): void {
  const isOwn = (path: string) => !relative(from, path).split('/').includes('node_modules')
  cpSync(from, to, { recursive: true, filter: (path) => isOwn(path) && isNeededAtRunTime(path, platform) })
}
