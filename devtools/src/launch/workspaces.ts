// Asked by the launcher: the folders with packages of their own, as package-lock.json names them, the repository last.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [root = '.'] = process.argv.slice(2)
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: object }
const workspaces = Object.keys(packages).filter((folder) => folder !== '' && !/(^|\/)node_modules\//.test(folder))
for (const folder of [...workspaces, '.']) console.log(folder)
