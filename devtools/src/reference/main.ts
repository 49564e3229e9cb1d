import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { generatedFiles } from '../check/generated-files.ts'

const root = resolve(import.meta.dirname, '../../..')
for (const { path, render } of generatedFiles(root)) {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), await render())
  process.stderr.write(`wrote ${path}\n`)
}
