/**
 * Builds the web client into `dist/`: hashed names, and each file compressed beside itself. `node web/build.ts [SOURCES]`
 * notes in `dist/.sources` what it was built from.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

const here = import.meta.dirname
const dist = join(here, 'dist')
const fresh = join(here, `dist.new-${process.pid}`)
const replaced = join(here, `dist.old-${process.pid}`)
const [sources] = process.argv.slice(2)

try {
  await mkdir(fresh, { recursive: true })
  await writePage(await bundle())
  await writeFile(join(fresh, 'logo.svg'), await readFile(join(here, 'src/assets/logo.svg')))
  await compressAll()
  if (sources !== undefined) await writeFile(join(fresh, '.sources'), `${sources}\n`)
  await replaceDist()
} finally {
  for (const folder of [fresh, replaced]) await rm(folder, { recursive: true, force: true })
}

async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { main: 'src/main.ts', styles: 'src/styles.css' },
    outdir: fresh,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: ['chrome123', 'firefox125', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
  })
  return metafile
}

async function writePage(built: Metafile): Promise<void> {
  const page = await readFile(join(here, 'src/index.html'), 'utf8')
  const names = Object.keys(built.outputs).map((path) => path.slice(path.lastIndexOf('/') + 1))
  const named = (kind: RegExp) => names.find((name) => kind.test(name)) ?? ''
  const filled = page.replace('%STYLE%', named(/\.css$/)).replace('%SCRIPT%', named(/\.js$/))
  await writeFile(join(fresh, 'index.html'), filled)
}

async function compressAll(): Promise<void> {
  for (const name of await readdir(fresh)) {
    const content = await readFile(join(fresh, name))
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
    await writeFile(join(fresh, `${name}.br`), await promisify(brotliCompress)(content, quality))
    await writeFile(join(fresh, `${name}.gz`), await promisify(gzip)(content, { level: 9 }))
  }
}

/** A server that reads the folder meanwhile finds the old one or the new one; of two builds at once the last stays. */
async function replaceDist(): Promise<void> {
  for (;;) {
    await rename(dist, replaced).catch(unless('ENOENT'))
    await rm(replaced, { recursive: true, force: true })
    const taken = await rename(fresh, dist).catch(unless('ENOTEMPTY', 'EEXIST'))
    if (taken === undefined) return
  }
}

/** Lets a failure of these codes pass, as its code. */
function unless(...codes: string[]): (error: NodeJS.ErrnoException) => string {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error
    return error.code ?? ''
  }
}
