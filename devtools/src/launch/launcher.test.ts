import { execFile } from 'node:child_process'
import { access, chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../../..')
let root: string

/** A repository with the real launcher, devtools that print their arguments, and an npm that notes how it was called. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'launcher-'))
  await cp(join(repository, 'bartab'), join(root, 'bartab'))
  await cp(join(repository, 'devtools/src/launch'), join(root, 'devtools/src/launch'), { recursive: true })
  await write('devtools/src/main.ts', "console.log('devtools', ...process.argv.slice(2))")
  await write('package.json', '{ "type": "module" }')
  await write('package-lock.json', lockOf('1.0.0'))
  await fakeNpm(`echo "$@" >>${root}/npm.log; sleep 0.3; ${installs}`)
  await symlink(process.execPath, join(root, 'bin/node'))
})
afterEach(() => rm(root, { recursive: true, maxRetries: 5 }))

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}

/** What npm leaves behind: the packages, and its own record of them. It begins by removing those that are there. */
const installs =
  'rm -rf node_modules; mkdir -p node_modules/fastify && cp package-lock.json node_modules/.package-lock.json'
const breaks = 'rm -rf node_modules; echo "npm error code ENOTFOUND"; exit 1'

async function fakeNpm(body: string): Promise<void> {
  await write('bin/npm', `#!/bin/sh\n${body}\n`)
  await chmod(join(root, 'bin/npm'), 0o755)
}

const lockOf = (version: string) => JSON.stringify({ packages: { 'node_modules/fastify': { version } } })

interface Ended {
  code: number
  stdout: string
  stderr: string
}

function bartab(args: string[], path = [join(root, 'bin'), '/usr/bin', '/bin'].join(delimiter)): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { PATH: path }
    execFile(join(root, 'bartab'), args, { cwd: tmpdir(), env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

const npmCalls = async () => (await readFile(join(root, 'npm.log'), 'utf8').catch(() => '')).split('\n').filter(Boolean)

test('the first start installs what production needs and hands every argument over; the second installs nothing', async () => {
  const first = await bartab(['up', '--stack', 'a b', ''])
  expect(first).toMatchObject({ code: 0, stdout: 'devtools up --stack a b \n' })
  expect(first.stderr).toContain('installing packages')
  const second = await bartab(['up'])
  expect(second).toEqual({ code: 0, stdout: 'devtools up\n', stderr: '' })
  expect(await npmCalls()).toEqual([expect.stringMatching(/^ci --omit=dev /)])
})

test('a changed lock file is installed again', async () => {
  await bartab(['up'])
  await write('package-lock.json', lockOf('2.0.0'))
  await bartab(['up'])
  expect(await npmCalls()).toHaveLength(2)
})

test('the tests need everything, wherever the word stands among options; then nothing is left for others to install', async () => {
  const fastify = { 'node_modules/fastify': { version: '1.0.0' } }
  const vitest = { 'node_modules/vitest': { version: '1.0.0', dev: true } }
  await write('package-lock.json', JSON.stringify({ packages: { ...fastify, ...vitest } }))
  await write('production.json', JSON.stringify({ packages: fastify }))
  const leave = (record: string, ...names: string[]) =>
    `mkdir -p ${names.map((name) => `node_modules/${name}`).join(' ')}; cp ${record} node_modules/.package-lock.json`
  const production = leave(`${root}/production.json`, 'fastify')
  const everything = leave('package-lock.json', 'fastify', 'vitest')
  await fakeNpm(`echo "$@" >>${root}/npm.log; case $* in *omit=dev*) ${production} ;; *) ${everything} ;; esac`)
  await bartab(['status'])
  await bartab(['--stack', 'test', 'status'])
  await bartab(['--host', 'test', 'status'])
  expect(await npmCalls()).toEqual([expect.stringContaining('--omit=dev')])
  await bartab(['--stack', 'x', 'test'])
  await bartab(['up'])
  expect(await npmCalls()).toEqual([expect.stringContaining('--omit=dev'), expect.stringContaining('--include=dev')])
})

test('packages that somebody installed with npm are taken as they are', async () => {
  await write('node_modules/.package-lock.json', lockOf('1.0.0'))
  await mkdir(join(root, 'node_modules/fastify'))
  expect(await bartab(['up'])).toEqual({ code: 0, stdout: 'devtools up\n', stderr: '' })
  expect(await npmCalls()).toEqual([])
})

test('two starts at once install once', async () => {
  const [one, other] = await Promise.all([bartab(['up']), bartab(['status'])])
  expect([one.stdout, other.stdout]).toEqual(['devtools up\n', 'devtools status\n'])
  expect(await npmCalls()).toHaveLength(1)
})

test('a start that was killed while it installed does not hold up the next', async () => {
  await mkdir(join(root, '.bartab'))
  await symlink('999999999', join(root, '.bartab/launcher.lock'))
  await write('.bartab/packages.new.999999999/node_modules/fastify/half.js', '')
  expect(await bartab(['up'])).toMatchObject({ code: 0, stdout: 'devtools up\n' })
  expect(await readdir(join(root, '.bartab'))).toEqual(['install.log'])
})

test('a failed install says what failed, in the words of npm, and what to do, and the next start tries again', async () => {
  await fakeNpm('echo "npm error code ENOTFOUND"; exit 1')
  const { code, stdout, stderr } = await bartab(['up'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(
    /failed: the packages .* could not be installed \[PACKAGES_INSTALL\]\n {2}npm error code ENOTFOUND\nmend it: /,
  )
  await fakeNpm(installs)
  expect(await bartab(['up'])).toMatchObject({ code: 0 })
})

test('an install that leaves packages out is not taken for one that worked, however npm ends', async () => {
  await fakeNpm('mkdir -p node_modules; echo \'{"packages":{}}\' >node_modules/.package-lock.json')
  for (const _start of [1, 2]) {
    const { code, stdout, stderr } = await bartab(['up'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /failed: npm left packages out .*\[PACKAGES_INCOMPLETE\]\n {2}node_modules\/fastify is missing\nmend it: /,
    )
  }
  await fakeNpm('mkdir -p node_modules; cp package-lock.json node_modules/.package-lock.json')
  expect((await bartab(['up'])).stderr).toContain('node_modules/fastify is missing')
  await fakeNpm(installs)
  expect(await bartab(['up'])).toMatchObject({ code: 0 })
})

test('an install that fails leaves what was installed before as it was, for the lock file that it was made from', async () => {
  await bartab(['up'])
  await write('package-lock.json', lockOf('2.0.0'))
  await fakeNpm(breaks)
  const { code, stderr } = await bartab(['up'])
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('what was installed before is as it was'),
  })
  expect(await readdir(join(root, '.bartab'))).toEqual(['install.log'])
  await write('package-lock.json', lockOf('1.0.0'))
  expect(await bartab(['up'])).toEqual({ code: 0, stdout: 'devtools up\n', stderr: '' })
})

const withWorkspace = (version: string, nested: object) =>
  JSON.stringify({ packages: { 'node_modules/fastify': { version }, devtools: {}, ...nested } })

test('what a workspace has for itself is replaced as well, and goes where nothing of it is wanted', async () => {
  const own = { 'devtools/node_modules/commander': { version: '1.0.0' } }
  const nested = 'devtools/node_modules/commander'
  await write('devtools/package.json', '{ "type": "module" }')
  await write('package-lock.json', withWorkspace('1.0.0', own))
  await fakeNpm(`mkdir -p ${nested}; cp devtools/package.json ${nested}; ${installs}`)
  await bartab(['up'])
  await access(join(root, nested, 'package.json'))
  await write('package-lock.json', withWorkspace('2.0.0', {}))
  await fakeNpm(installs)
  expect(await bartab(['up'])).toMatchObject({ code: 0 })
  await expect(access(join(root, 'devtools/node_modules'))).rejects.toThrow('ENOENT')
})

test('a start that was killed anywhere while new packages took their place is finished by the next, without npm', async () => {
  const places = ['devtools/node_modules', 'node_modules']
  const own = { 'devtools/node_modules/commander': { version: '1.0.0' } }
  await write('devtools/package.json', '{ "type": "module" }')
  await write('package-lock.json', withWorkspace('1.0.0', own))
  await fakeNpm(`mkdir -p devtools/node_modules/commander; ${installs}`)
  for (let renames = 0; renames <= 2 * places.length; renames += 1) {
    await fakeNpm(`mkdir -p devtools/node_modules/commander; ${installs}`)
    await rm(join(root, 'node_modules'), { recursive: true, force: true })
    await bartab(['up'])
    const ready = join(root, '.bartab/packages')
    await cpPlaces(places, root, ready)
    await write('.bartab/packages/workspaces', 'devtools\n.\n')
    for (const done of Array.from({ length: renames }, (_, n) => n))
      await renamePlace(places[done >> 1] ?? '', done % 2)
    await fakeNpm('exit 1')
    expect(await bartab(['up'])).toEqual({ code: 0, stdout: 'devtools up\n', stderr: '' })
    for (const package_ of ['devtools/node_modules/commander', 'node_modules/fastify'])
      await access(join(root, package_))
    expect(await readdir(join(root, '.bartab'))).toEqual(['install.log'])
  }
})

async function cpPlaces(places: readonly string[], from: string, to: string): Promise<void> {
  for (const place of places) await cp(join(from, place), join(to, place), { recursive: true })
}

/** One of the two renames that bring new packages to their place: away with the old, in with the new. */
async function renamePlace(place: string, which: number): Promise<void> {
  const ready = join(root, '.bartab/packages')
  const before = join(ready, 'before', place)
  await mkdir(dirname(before), { recursive: true })
  await (which === 0 ? rename(join(root, place), before) : rename(join(ready, place), join(root, place)))
}

test('an old Node without npm is told apart from one with it', async () => {
  await rm(join(root, 'bin/npm'))
  await rm(join(root, 'bin/node'))
  await write('bin/node', '#!/bin/sh\necho v20.0.0\n')
  await chmod(join(root, 'bin/node'), 0o755)
  for (const tool of ['sh', 'sed', 'cksum', 'uname', 'rm', 'mkdir', 'ln', 'readlink', 'cat', 'id']) {
    await symlink(await whereIs(tool), join(root, 'bin', tool))
  }
  const { code, stderr } = await bartab(['up'], join(root, 'bin'))
  expect(code).toBe(1)
  expect(stderr).toMatch(/^failed: .*\[NPM_MISSING\]\n .*\nmend it: install npm/)
})

function whereIs(tool: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', `command -v ${tool}`], (error, stdout) => (error ? reject(error) : resolve(stdout.trim())))
  })
}

test('a link to the launcher runs the repository that it leads to', async () => {
  const link = join(root, 'elsewhere')
  await symlink(join(root, 'bartab'), link)
  const ended = await new Promise<string>((resolve) => {
    execFile(link, ['version'], { env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` } }, (_error, stdout) =>
      resolve(stdout),
    )
  })
  expect(ended).toBe('devtools version\n')
})
