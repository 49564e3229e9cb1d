import { execFile } from 'node:child_process'
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = import.meta.dirname

/** What publishing needs of `package.json`; scripts and what is for developers stay behind. */
interface Manifest {
  name: string
  version: string
  license: string
  bin: Record<string, string>
  exports: Record<string, string>
  dependencies: Record<string, string>
  [field: string]: unknown
}

/**
 * Makes the package that is published: JavaScript modules and declarations in a folder of their own, so that this
 * repository goes on importing the sources and the world gets neither sources nor tests.
 *
 * @param folder is emptied first. Default `sdk/dist`: `npm publish sdk/dist`.
 */
export async function buildPackage(folder = join(here, 'dist')): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const project = join(here, 'tsconfig.build.json')
  await run(join(here, '../node_modules/.bin/tsc'), ['-p', project, '--outDir', folder])
  await nameBuiltModules(folder)
  const manifest = JSON.parse(await readFile(join(here, 'package.json'), 'utf8')) as Manifest
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(published(manifest), null, 2)}\n`)
  await copyFile(join(here, 'README.md'), join(folder, 'README.md'))
  await copyFile(join(here, '../LICENSE'), join(folder, 'LICENSE'))
}

function published({ private: _, devDependencies: __, scripts: ___, bin, exports, ...manifest }: Manifest): object {
  const entries = Object.entries(exports).map(([name, source]) => {
    const built = builtName(source)
    return [name, { types: `${built}.d.ts`, default: `${built}.js` }]
  })
  const programs = Object.entries(bin).map(([name, source]) => [name, `${builtName(source)}.js`])
  return { ...manifest, sideEffects: false, bin: Object.fromEntries(programs), exports: Object.fromEntries(entries) }
}

const builtName = (source: string): string => source.replace('./src/', './').replace(/\.ts$/, '')

/** The compiler rewrites what modules import to `.js`, and leaves it as `.ts` in declarations. */
async function nameBuiltModules(folder: string): Promise<void> {
  for await (const file of glob('**/*.d.ts', { cwd: folder })) {
    const path = join(folder, file)
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace(/((?:from|import\()\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'))
  }
}

if (import.meta.main) {
  await buildPackage()
  process.stdout.write(`${relative(process.cwd(), join(here, 'dist'))} holds the package: npm publish sdk/dist\n`)
}
