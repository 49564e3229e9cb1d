import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CliFailure } from '@bartab/kit/cli'
import { pack } from 'tar-stream'
import type { Context } from '../cli/context.ts'
import { describeStep } from '../plan/describe-step.ts'
import { planUp } from '../plan/plan-up.ts'
import { findConfigFile } from '../stack/config-file.ts'
import { openRunningStack, type StackHandle } from '../stack/open-stack.ts'
import type { Finding } from './finding.ts'
import { secretsOf, withoutSecrets } from './redaction.ts'

const logLines = 1000

/** An archive for those who help: what was found, what runs, the settings and the logs. Every text in it is redacted. A name that ends in `.gz` or `.tgz` is packed. */
export async function writeBundle(context: Context, path: string, findings: readonly Finding[]): Promise<void> {
  const { files, secrets } = await contentsOf(context)
  const all = { 'findings.json': json(findings), 'machine.json': json(machine(context)), ...files }
  const archive = pack()
  for (const [name, text] of Object.entries(all)) {
    archive.entry({ name: `bartab-${context.stackName}/${name}`, mode: 0o600 }, withoutSecrets(text, secrets))
  }
  archive.finalize()
  const packing = /\.t?gz$/.test(path) ? createGzip() : new PassThrough()
  await pipeline(archive, packing, createWriteStream(resolve(context.cwd, path), { mode: 0o600 }))
}

interface BundleContents {
  files: Record<string, string>
  secrets: string[]
}

/** A stack that cannot even be opened leaves the findings and the machine. */
async function contentsOf(context: Context): Promise<BundleContents> {
  try {
    await using handle = await openRunningStack(context)
    return { files: { ...settings(context), ...(await stackFiles(handle)) }, secrets: await secretsOf(handle) }
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    return { files: { ...settings(context), 'not-opened.json': json(error) }, secrets: [] }
  }
}

async function stackFiles(handle: StackHandle): Promise<Record<string, string>> {
  const { driver, stack, record } = handle
  const desired = await driver.desire(stack)
  const observed = await driver.observe(desired)
  const { images: _images, ...seen } = observed
  const logs = stack.services.map(async ({ name }) => [`logs/${name}.log`, await logOf(handle, name)] as const)
  return {
    'stack.json': json({ ...record, services: stack.services.map(({ settings: _settings, ...service }) => service) }),
    'observed.json': json(seen),
    'plan.txt': planUp(desired, observed).map(describeStep).join('\n'),
    ...Object.fromEntries(await Promise.all(logs)),
  }
}

async function logOf({ driver }: StackHandle, service: string): Promise<string> {
  const query = { services: [service], tail: logLines, follow: false, signal: AbortSignal.timeout(5000) }
  const lines = await Array.fromAsync(driver.logs(query), ({ text }) => text).catch((error: Error) => [error.message])
  return `${lines.join('\n')}\n`
}

function settings(context: Context): Record<string, string> {
  const file = findConfigFile(context)
  return file === undefined || !existsSync(file) ? {} : { 'bartab.yaml': readFileSync(file, 'utf8') }
}

const machine = ({ version, clock }: Context) => ({
  bartab: version,
  node: process.version,
  platform: `${platform()}-${arch()} ${release()}`,
  processors: cpus().length,
  memory_bytes: totalmem(),
  at: new Date(clock()).toISOString(),
})

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
