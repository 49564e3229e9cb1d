import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
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
  await fakeNpm(`echo "$@" >>npm.log; sleep 0.3; ${installs}`)
  await symlink(process.execPath, join(root, 'bin/node'))
})
afterEach(() => rm(root, { recursive: true, maxRetries: 5 }))

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}

/** What npm leaves behind: the packages, and its own record of them. */
const installs = 'mkdir -p node_modules/fastify && cp package-lock.json node_modules/.package-lock.json'

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
  const production = leave('production.json', 'fastify')
  const everything = leave('package-lock.json', 'fastify', 'vitest')
  await fakeNpm(`echo "$@" >>npm.log; case $* in *omit=dev*) ${production} ;; *) ${everything} ;; esac`)
  await bartab(['status'])
  await bartab(['--stack', 'test', 'status'])
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
  expect(await bartab(['up'])).toMatchObject({ code: 0, stdout: 'devtools up\n' })
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
  await fakeNpm('cp package-lock.json node_modules/.package-lock.json')
  expect((await bartab(['up'])).stderr).toContain('node_modules/fastify is missing')
  await fakeNpm(installs)
  expect(await bartab(['up'])).toMatchObject({ code: 0 })
})

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
