import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface SourceFile {
  /** From the root of the repository. */
  path: string
  content: Buffer
}

/** Files of the build itself, which every image needs. */
export const buildFiles = [
  '.npmrc',
  'package.json',
  'package-lock.json',
  'deploy/Dockerfile',
  'deploy/dependencies/README.md',
  'devtools/src/images/closure.ts',
  'devtools/src/images/install-closures.ts',
] as const

/** What goes into an image out of folders of ours: no tests, no fixtures, nothing built or installed. */
export async function sourceFiles(root: string, folders: readonly string[]): Promise<SourceFile[]> {
  const paths: string[] = []
  for (const folder of folders) {
    for await (const entry of glob(`${folder}/**/*`, { cwd: root, withFileTypes: true, exclude: isLeftOut })) {
      if (entry.isFile() && !isLeftOut(entry)) paths.push(join(entry.parentPath, entry.name).slice(root.length + 1))
    }
  }
  return readAll(root, paths.sort())
}

export async function readAll(root: string, paths: readonly string[]): Promise<SourceFile[]> {
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(join(root, path)) })))
}

// `dist.new-PID` is there while the web client is built: an image that counted it would be out of date at once
const leftOut = /^(node_modules|fixtures|dist|dist\..*)$|\.test\.ts$/

const isLeftOut = ({ name }: { name: string }): boolean => leftOut.test(name)
