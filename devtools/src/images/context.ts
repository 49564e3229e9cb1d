import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { CliFailure } from '@bartab/kit/cli'
import { type Closure, isNeededAtRunTime } from './closure.ts'
import { containerPlatform, hostPackagesRunInContainers } from './host-platform.ts'
import type { Recipe } from './recipe.ts'
import { type Tree, type TreeNode, writeTree } from './tree.ts'

/**
 * The build context of one image: its sources, its stages, and what is installed on the host where that runs in a container.
 *
 * @throws {CliFailure} PACKAGE_NOT_INSTALLED
 */
export async function buildContext(root: string, recipe: Recipe): Promise<Readable> {
  const tree: Tree = new Map()
  for (const { path, content } of recipe.files) tree.set(path, { kind: 'file', content, mode: 0o644 })
  tree.set('deploy/Dockerfile', { kind: 'file', content: Buffer.from(recipe.dockerfile), mode: 0o644 })
  if (hostPackagesRunInContainers()) {
    requireInstalled(root, recipe)
    tree.set('deploy/dependencies/brought', { kind: 'file', content: Buffer.alloc(0), mode: 0o644 })
    for (const [name, closure] of recipe.layers)
      tree.set(`deploy/dependencies/${name}.tar`, await layerFile(root, closure))
  }
  return Readable.from([await buffer(writeTree(tree))], { objectMode: false })
}

/** @throws {CliFailure} PACKAGE_NOT_INSTALLED with the locked packages that an image needs and that are not on the disk. */
export function requireInstalled(root: string, { name, layers }: Recipe): void {
  const needed = [...layers.values()].flatMap(({ packages }) => packages)
  const missing = needed.filter((folder) => !existsSync(join(root, folder)))
  if (missing.length === 0) return
  throw new CliFailure('PACKAGE_NOT_INSTALLED', `the image ${name} needs packages that are not installed`, {
    evidence: missing.slice(0, 5).map((folder) => `${folder} is in package-lock.json and not on the disk`),
    fix: `npm ci --ignore-scripts in ${root}, then run it again`,
  })
}

/** One archive a layer: an engine takes seconds to unpack thousands of files of a context, and again for each copy of them. */
async function layerFile(root: string, closure: Closure): Promise<TreeNode> {
  const tree: Tree = new Map()
  for (const folder of closure.packages) addPackage(tree, root, folder)
  for (const { link, folder } of closure.workspaces) {
    tree.set(link, { kind: 'link', target: posix.relative(posix.dirname(link), folder) })
  }
  return { kind: 'file', content: await buffer(writeTree(tree)), mode: 0o644 }
}

/** Read in turn and synchronously: thousands of small files come ten times faster so. */
function addPackage(tree: Tree, root: string, folder: string): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.name === 'node_modules' || !isNeededAtRunTime(path, containerPlatform)) continue
    if (entry.isDirectory()) addPackage(tree, root, path)
    if (entry.isFile()) tree.set(path, fileNode(join(root, path)))
  }
}

function fileNode(path: string): TreeNode {
  return { kind: 'file', content: readFileSync(path), mode: statSync(path).mode & 0o111 ? 0o755 : 0o644 }
}
