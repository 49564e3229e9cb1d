import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { extract, pack } from 'tar-stream'

export type TreeNode =
  | { kind: 'file'; content: Buffer; mode: number }
  | { kind: 'link'; target: string }
  | { kind: 'folder'; mode: number }

/** Files by their path without a leading slash. */
export type Tree = Map<string, TreeNode>

/** Reads the files and symbolic links of a tar archive. Folders are left to what stands in them. */
export async function readTree(tar: Buffer): Promise<Tree> {
  const tree: Tree = new Map()
  const entries = extract()
  Readable.from([tar]).pipe(entries)
  for await (const entry of entries) {
    const { name, type, mode, linkname } = entry.header
    const path = name.replace(/^\.?\//, '')
    if (type === 'file') tree.set(path, { kind: 'file', content: await buffer(entry), mode: mode ?? 0o644 })
    else if (type === 'symlink') tree.set(path, { kind: 'link', target: linkname ?? '' })
    entry.resume()
  }
  return tree
}

/** A tar archive of a tree: sorted names, no times, no owners. The same tree gives the same bytes. */
export function writeTree(tree: Tree): Readable {
  const archive = pack()
  const common = { mtime: new Date(0), uid: 0, gid: 0 }
  for (const [path, node] of [...withFolders(tree)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (node.kind === 'file') archive.entry({ ...common, name: path, mode: node.mode }, node.content)
    else if (node.kind === 'link') archive.entry({ ...common, name: path, type: 'symlink', linkname: node.target })
    else archive.entry({ ...common, name: `${path}/`, type: 'directory', mode: node.mode })
  }
  archive.finalize()
  return Readable.from(archive, { objectMode: false })
}

function withFolders(tree: Tree): Tree {
  const all: Tree = new Map(tree)
  for (const path of tree.keys()) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      if (!all.has(folder)) all.set(folder, { kind: 'folder', mode: 0o755 })
    }
  }
  return all
}
