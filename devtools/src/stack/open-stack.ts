import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { nearMiss } from '../cli/near-miss.ts'
import { commandOn, onOther } from '../cli/stack-flag.ts'
import { chooseDriver, type DriverChoice } from '../drivers/choose-driver.ts'
import type { Driver } from '../drivers/driver.ts'
import { readJson } from '../state/json-file.ts'
import { StackFolder, stackNames } from '../state/stack-folder.ts'
import { readStackRecord, type StackRecord } from '../state/stack-record.ts'
import { type Pin, readPins } from '../state/version-book.ts'
import { readStackConfig } from './config-file.ts'
import { movedData } from './data-place.ts'
import { defineStack } from './define-stack.ts'
import type { Service, Stack } from './stack.ts'
import type { StackConfig } from './stack-config.ts'

/** A stack and what a verb needs to work on it. */
export interface StackHandle extends AsyncDisposable {
  context: Context
  folder: StackFolder
  /** What an earlier `up` left; nothing before the first. */
  record: StackRecord | undefined
  choice: DriverChoice
  driver: Driver
  /** The desired stack. */
  stack: Stack
  /** Where this machine reaches the gateway, without a slash at its end. */
  url: string
}

/** One that an earlier `up` made. */
export type ExistingStack = StackHandle & { record: StackRecord }

export interface StackOverrides {
  port?: number | undefined
  dataDir?: string | undefined
  /** Other volumes than those that hold the data now. */
  generation?: string
  /** Another version of a service than the one that is written down. */
  pin?: { service: string; pin: Pin | undefined }
}

/** Opens the stack that a command is about, whether it is there yet or not. Changes nothing. */
export async function openStack(context: Context, overrides: StackOverrides = {}): Promise<StackHandle> {
  return await openStackWith(context, await readStackConfig(context), overrides)
}

/** Opens a stack with settings that did not come from `bartab.yaml`. */
export async function openStackWith(
  context: Context,
  config: StackConfig,
  overrides: StackOverrides = {},
): Promise<StackHandle> {
  const folder = new StackFolder(context.home, context.stackName)
  const record = readStackRecord(folder)
  const choice = await chooseDriver(context, config, record)
  const generation = overrides.generation ?? record?.generation
  const basis = {
    name: context.stackName,
    version: context.version,
    port: overrides.port ?? (config.port === undefined ? record?.port : undefined),
    dataDir: dataFolder(context, folder, record, overrides.dataDir ?? (record ? undefined : config.data_dir)),
    generation,
    pins: pinsOf(folder, overrides),
    further: [...readFurtherServices(folder), ...(await followersOf(context, config, generation))],
  }
  const stack = defineStack(basis, config)
  if (context.remote !== undefined && stack.dataDir !== undefined) throw folderElsewhere(stack.dataDir)
  const driver = await makeDriver(choice, context, folder, stack.dataDir)
  const { address, port } = stack.listen
  const url = context.remote === undefined ? localUrl(stack) : await context.remote.urlOf(nearAddress(address), port)
  const handle = { context, folder, record, choice, driver, stack, url }
  return { ...handle, [Symbol.asyncDispose]: async () => await driver[Symbol.asyncDispose]() }
}

/**
 * Opens a stack that an earlier `up` made.
 *
 * @throws {CliFailure} NO_SUCH_STACK (exit 1), naming the stacks that there are.
 */
export async function openExistingStack(context: Context, overrides: StackOverrides = {}): Promise<ExistingStack> {
  return await requireRecord(context, await openStack(context, overrides))
}

/**
 * Opens a stack for a command that the settings do not concern, such as `down`: where `bartab.yaml` is broken it says
 * so, and goes on with what is remembered of the stack.
 *
 * @throws {CliFailure} NO_SUCH_STACK (exit 1), naming the stacks that there are.
 */
export async function openRunningStack(context: Context): Promise<ExistingStack> {
  const record = readStackRecord(new StackFolder(context.home, context.stackName))
  const config = await readStackConfig(context).catch((error: unknown) => {
    if (record === undefined || !(error instanceof CliFailure)) throw error
    for (const line of brokenSettings(error)) context.terminal.say(line)
    return settingsOf(record)
  })
  return await requireRecord(context, await openStackWith(context, config))
}

/** Opens what a killed `up` left before it wrote down what the stack is; nothing where there is no such folder. */
export async function openRemains(context: Context): Promise<StackHandle | undefined> {
  const folder = new StackFolder(context.home, context.stackName)
  if (readStackRecord(folder) !== undefined || !existsSync(folder.path)) return undefined
  const hadProcesses = existsSync(folder.units) || existsSync(folder.supervisor)
  return await openStackWith({ ...context, driverAsked: hadProcesses ? 'process' : context.driverAsked }, {})
}

const brokenSettings = ({ message, evidence, code }: CliFailure): string[] => [
  `${message}, and is left aside here [${code}]:`,
  ...evidence.map((line) => `  ${line}`),
]

/** What is remembered of a stack, as settings. */
const settingsOf = ({ address, issuer }: StackRecord): StackConfig => ({
  address,
  ...(issuer === undefined ? {} : { public_url: issuer }),
})

async function requireRecord(context: Context, handle: StackHandle): Promise<ExistingStack> {
  const { record } = handle
  if (record) return { ...handle, record }
  await handle[Symbol.asyncDispose]()
  throw noSuchStack(context, stackNames(context.home))
}

function noSuchStack({ message, stackName, home }: Context, known: readonly string[]): CliFailure {
  const meant = known.length === 1 ? known[0] : nearMiss(stackName, known)
  const up = commandOn(stackName, 'up')
  return new CliFailure('NO_SUCH_STACK', `there is no stack ${stackName} yet`, {
    evidence: [known.length === 0 ? `${home} knows no stack` : `the stacks here are ${known.join(', ')}`],
    fix: known.length === 0 ? 'bartab up' : `${onOther(message, meant ?? 'NAME')}; to begin a new one: ${up}`,
    exitCode: exitCodes.failed,
  })
}

const pinsOf = (folder: StackFolder, { pin }: StackOverrides): Record<string, Pin | undefined> => ({
  ...readPins(folder),
  ...(pin === undefined ? {} : { [pin.service]: pin.pin }),
})

async function makeDriver(
  choice: DriverChoice,
  context: Context,
  folder: StackFolder,
  dataDir?: string,
): Promise<Driver> {
  if (choice.kind === 'process') {
    const { ProcessDriver } = await import('../drivers/process/process-driver.ts')
    return new ProcessDriver(context, folder, dataDir)
  }
  const { connectDocker } = await import('../drivers/docker/connect-docker.ts')
  return await connectDocker(context, dataDir)
}

function readFurtherServices(folder: StackFolder): Service[] {
  if (!existsSync(folder.bots)) return []
  const files = readdirSync(folder.bots).filter((file) => file.endsWith('.json'))
  return files.flatMap((file) => readJson<Service>(join(folder.bots, file)) ?? [])
}

/** What backups are made with takes longer to load than all else together: few commands need it. */
async function followersOf(context: Context, { backups }: StackConfig, generation: string | undefined) {
  const { root, cwd, env, version, stackName } = context
  const { continuous } = backups ?? {}
  if (continuous === undefined) return []
  const { followers } = await import('../backup/followers.ts')
  return followers({ place: replicaPlace(continuous, cwd), stackName, root, env, version, generation })
}

const replicaPlace = (place: string, cwd: string): string => (place.startsWith('s3://') ? place : resolve(cwd, place))

const folderElsewhere = (folder: string): CliFailure =>
  new CliFailure('USAGE', 'the data of a stack on another machine is in volumes', {
    evidence: [`${folder} is a folder of this machine`],
    fix: 'leave --data away, and data_dir in bartab.yaml',
    exitCode: exitCodes.usage,
  })

/** Once a stack is there, `data_dir` in its settings moves nothing: only `up --data` does. */
function dataFolder({ cwd }: Context, folder: StackFolder, record?: StackRecord, asked?: string): string | undefined {
  if (asked === undefined) return record?.dataDir
  const path = resolve(cwd, asked)
  return record === undefined ? path : movedData({ record, folder }, path)
}

const nearAddress = (address: string): string => ({ '0.0.0.0': '127.0.0.1', '::': '::1' })[address] ?? address

const reachable: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }

function localUrl({ listen: { address, port } }: Stack): string {
  return `http://${reachable[address] ?? (address.includes(':') ? `[${address}]` : address)}:${port}`
}
