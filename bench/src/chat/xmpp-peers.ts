import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { scratchFolder } from '../ending.ts'
import { endWithUs, freePort, serverCore } from '../media/server-process.ts'

/** An XMPP server of the distribution, from a folder of this run, on the servers' core. */
export interface XmppPeer extends AsyncDisposable {
  name: string
  ports: Ports
  room: string
}

/** Where it listens: for BOSH, and for plain TCP. */
interface Ports {
  bosh: number
  tcp: number
}

interface Recipe {
  name: string
  /** The distribution's package. */
  package: string
  /** Puts the configuration in a folder; gives the command that runs in the foreground. */
  prepare(folder: string, ports: Ports): string[]
}

const room = 'bench@conference.localhost'

const prosody: Recipe = {
  name: 'Prosody',
  package: 'prosody',
  prepare: (folder, { bosh, tcp }) => {
    const file = join(folder, 'prosody.cfg.lua')
    writeFileSync(
      file,
      `run_as_root = true; daemonize = false; pidfile = "${folder}/pid"; data_path = "${folder}"
plugin_paths = {}; log = { error = "${folder}/log" }; certificates = "${folder}"
modules_enabled = { "saslauth", "bosh" }; modules_disabled = { "s2s", "tls" }
http_ports = { ${bosh} }; http_interfaces = { "127.0.0.1" }; https_ports = {}; s2s_ports = {}
c2s_ports = { ${tcp} }; c2s_interfaces = { "127.0.0.1" }
consider_bosh_secure = true; c2s_require_encryption = false; allow_unencrypted_plain_auth = true
http_max_content_size = 1048576; bosh_max_inactivity = 600; bosh_max_polling = 0
VirtualHost "localhost"
  authentication = "anonymous"
  http_host = "localhost"
Component "conference.localhost" "muc"
  muc_room_locking = false; restrict_room_creation = false; muc_room_default_presence_broadcast = { visitor = false, participant = false, moderator = false }
`,
    )
    return ['prosody', '--config', file, '-F']
  },
}

const ejabberd: Recipe = {
  name: 'ejabberd',
  package: 'ejabberd',
  prepare: (folder, { bosh, tcp }) => {
    writeFileSync(
      join(folder, 'ejabberd.yml'),
      `hosts: [localhost]
loglevel: error
auth_method: anonymous
anonymous_protocol: sasl_anon
allow_multiple_connections: true
shaper_rules: {}
listen:
  - { port: ${bosh}, ip: "127.0.0.1", module: ejabberd_http, tls: false, request_handlers: { /http-bind: mod_bosh } }
  - { port: ${tcp}, ip: "127.0.0.1", module: ejabberd_c2s, tls: false, starttls: false }
modules:
  mod_bosh: { max_inactivity: 600 }
  mod_muc:
    host: conference.localhost
    access: all
    access_create: all
    max_users: 1000
    min_message_interval: 0
    min_presence_interval: 0
    history_size: 0
    default_room_options: { max_users: 1000, presence_broadcast: [], persistent: false, anonymous: true }
`,
    )
    mkdirSync(join(folder, 'spool'))
    // it runs as its own user alone; with a fixed distribution port it starts no name server beside itself
    execFileSync('chown', ['-R', 'ejabberd:ejabberd', folder])
    const user = ['setpriv', '--reuid', 'ejabberd', '--regid', 'ejabberd', '--clear-groups']
    const folders = ['--config-dir', folder, '--logs', folder, '--spool', join(folder, 'spool')]
    return [
      ...user,
      'env',
      `HOME=${folder}`,
      `ERL_DIST_PORT=${bosh + 1}`,
      'ejabberdctl',
      ...folders,
      '--no-timeout',
      'foreground',
    ]
  },
}

/** Those of the peers that are installed. */
export const xmppRecipes = (): Recipe[] => [prosody, ejabberd].filter((recipe) => versionOf(recipe) !== undefined)

function versionOf(recipe: Recipe): string | undefined {
  try {
    const found = execFileSync('dpkg-query', ['-W', recipe.package], { stdio: ['ignore', 'pipe', 'ignore'] })
    return found.toString().trim().split('\t')[1]
  } catch {
    return undefined
  }
}

export async function startPeer(recipe: Recipe): Promise<XmppPeer> {
  const folder = scratchFolder('xmpp')
  const ports = { bosh: await freePort(), tcp: await freePort() }
  const command = recipe.prepare(folder, ports)
  // a group of its own: what was started may be a script whose child is the server
  const child = spawn('taskset', ['-c', serverCore, ...command], { stdio: 'ignore', detached: true })
  const group = child.pid
  if (group === undefined) throw new Error(`${recipe.name} cannot be started`)
  endWithUs(child, () => signalled(group, 'SIGKILL'))
  const end = async () => {
    await groupEnded(group)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const port of Object.values(ports)) await untilOpen(port)
  } catch (error) {
    await end()
    throw error
  }
  return { name: `${recipe.name} ${versionOf(recipe)}`, ports, room, [Symbol.asyncDispose]: end }
}

/** Asks a process group to end, and makes it after ten seconds; settles when nobody of it is left. */
async function groupEnded(group: number): Promise<void> {
  signalled(group, 'SIGTERM')
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (!signalled(group, 0)) return
    await sleep(100)
  }
  signalled(group, 'SIGKILL')
}

/** False when the group is gone. */
function signalled(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await isOpen(port)) return
    await sleep(100)
  }
  throw new Error(`nothing listens on ${port} after 30 s`)
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
