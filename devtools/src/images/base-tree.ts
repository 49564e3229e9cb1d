import type { Tree, TreeNode } from './tree.ts'

/** The whole file system of the base image: Debian's libraries, Node's binary, `sleep`, a user, and no shell. */
export function baseTree(debian: Tree, node: Buffer): Tree {
  const tree: Tree = new Map([...debian].map(([path, found]) => [merged(path), found]))
  tree.set('etc/ssl/certs/ca-certificates.crt', text(certificates(debian)))
  tree.set('etc/passwd', text('root:x:0:0:root:/root:/sbin/nologin\nnode:x:1000:1000::/home/node:/sbin/nologin\n'))
  tree.set('etc/group', text('root:x:0:\nnode:x:1000:\n'))
  tree.set('etc/nsswitch.conf', text('passwd: files\ngroup: files\nhosts: files dns\n'))
  tree.set('lib', { kind: 'link', target: 'usr/lib' })
  tree.set('lib64', { kind: 'link', target: 'usr/lib64' })
  tree.set('tmp', { kind: 'folder', mode: 0o1777 })
  tree.set('usr/local/bin/node', { kind: 'file', content: node, mode: 0o755 })
  return tree
}

/** Debian 12 packages still name /lib and /bin; later ones name /usr/lib. One layout holds both. */
function merged(path: string): string {
  return path.replace(/^(bin|lib|lib64)\//, 'usr/$1/')
}

function certificates(debian: Tree): string {
  const found = [...debian]
    .filter(([path, node]) => path.endsWith('.crt') && node.kind === 'file')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return found
    .map(([, node]) => (node.kind === 'file' ? node.content.toString().trimEnd() : ''))
    .join('\n')
    .concat('\n')
}

function text(content: string): TreeNode {
  return { kind: 'file', content: Buffer.from(content), mode: 0o644 }
}
