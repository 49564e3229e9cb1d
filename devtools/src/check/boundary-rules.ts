/** A part of the repository: who lives there and what of ours it may import. */
export interface PartRule {
  /** Folder, from the root. `*` stands for one folder name. */
  folder: string
  /** Package names of ours, each with the subpaths meant. `/*` stands for any subpath. */
  mayImport: readonly string[]
}

const contracts = ['@bartab/sdk/schemas', '@bartab/sdk/problems', '@bartab/sdk/type']
const sdk = ['@bartab/sdk', '@bartab/sdk/*']
const server = [
  ...['@bartab/kit', '@bartab/kit/sqlite', '@bartab/kit/config', '@bartab/kit/files', '@bartab/kit/schema'],
  ...contracts,
]
const tools = ['@bartab/kit/config', '@bartab/kit/sqlite', '@bartab/kit/cli', '@bartab/kit/files', ...sdk]

/** Who may import whom. Nothing of ours is imported by a path that leaves its own part. */
export const partRules: readonly PartRule[] = [
  { folder: 'sdk', mayImport: [] },
  { folder: 'kit', mayImport: contracts },
  { folder: 'gateway', mayImport: server },
  { folder: 'services/*', mayImport: server },
  { folder: 'web', mayImport: sdk },
  { folder: 'bots/*', mayImport: [...sdk, '@bartab/testkit'] },
  { folder: 'testkit', mayImport: [...sdk, ...server, '@bartab/chat', '@bartab/chat/*'] },
  { folder: 'backups', mayImport: tools },
  { folder: 'devtools', mayImport: [...tools, '@bartab/backups', '@bartab/backups/*'] },
  {
    folder: 'testcontainers',
    mayImport: [...sdk, '@bartab/devtools', '@bartab/devtools/*', '@bartab/backups/small-bucket'],
  },
  {
    folder: 'bench',
    mayImport: ['@bartab/kit', '@bartab/kit/*', ...sdk, '@bartab/testkit', '@bartab/devtools', '@bartab/devtools/*'],
  },
]

/** Inside a service arrows point one way: main -> app -> routes -> domain <- store. A type may be named against the arrow. */
export interface LayerRule {
  layer: string
  mayNotImport: readonly RegExp[]
}

const http = /^(fastify|@fastify\/.*|fastify-plugin)$/
const sql = /^(better-sqlite3|@bartab\/kit\/sqlite)$/

export const layerRules: readonly LayerRule[] = [
  { layer: 'domain', mayNotImport: [http, sql, /^\.\.\/(routes|store)\//, /^\.\.\/(app|main)\.ts$/] },
  { layer: 'store', mayNotImport: [http, /^\.\.\/routes\//, /^\.\.\/(app|main)\.ts$/] },
  { layer: 'routes', mayNotImport: [/^better-sqlite3$/, /^\.\.\/(app|main)\.ts$/] },
]

/** What every server would load with these files, and pay for in memory and start. Its types cost nothing. */
export const typesAloneRule = {
  files: /^(kit|gateway|services\/[^/]+|sdk\/src\/schemas)\/(?!.*(\.test|\.fixture)\.ts$|.*\/testing\/)/,
  modules: /^(typebox(\/.*)?|node:http)$/,
  because:
    'only types of it may be named in what servers load: @bartab/sdk/type and the http of @bartab/kit have the rest',
}
