import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { commandOn } from '../../cli/stack-flag.ts'
import { DockerDriver } from '../../drivers/docker/docker-driver.ts'
import { startOperatorContainer, stopOperatorContainer } from '../../drivers/docker/operator-container.ts'
import { detachedCommand } from '../../operator/detached-command.ts'
import { readOperatorState } from '../../operator/loop/operator-state.ts'
import type { StackHandle } from '../../stack/open-stack.ts'
import { endProcess } from '../../state/process-identity.ts'

/** Lets the operator go on without a terminal: in a container where an engine has its socket here, else as a process. */
export async function startDetached(handle: StackHandle, every: string): Promise<undefined> {
  const { context, driver, stack } = handle
  const container =
    driver instanceof DockerDriver ? await startOperatorContainer(driver.engine, handle, every) : undefined
  if (container === undefined) startProcess(handle, every)
  const where = container === undefined ? 'as a process' : `in the container ${container}`
  context.terminal.result({ schema: 1, stack: stack.name, container: container ?? null }, [
    `an operator looks after ${stack.name}, ${where}; ${commandOn(stack.name, 'status')} says what it does`,
  ])
  return undefined
}

function startProcess({ context, folder, stack }: StackHandle, every: string): void {
  mkdirSync(folder.logs, { recursive: true, mode: 0o700 })
  const log = openSync(join(folder.logs, 'operator.log'), 'a', 0o600)
  const env = { ...context.env, BARTAB_HOME: context.home }
  spawn(process.execPath, detachedCommand({ context, stack }, every), {
    cwd: context.cwd,
    env,
    detached: true,
    stdio: ['ignore', log, log],
  }).unref()
}

/** Ends the operator of a stack, wherever it runs. What it is doing at the moment it finishes first. */
export async function stopDetached(handle: StackHandle): Promise<undefined> {
  const { context, driver, stack } = handle
  const stopped = await endOperator(handle)
  if (driver instanceof DockerDriver) await stopOperatorContainer(driver.engine, stack.name)
  const said = stopped ? `nobody looks after ${stack.name} now` : `no operator looked after ${stack.name}`
  context.terminal.result({ schema: 1, stack: stack.name, stopped }, [said])
  return undefined
}

async function endOperator({ context, folder }: StackHandle): Promise<boolean> {
  const state = readOperatorState(folder, context.clock())
  if (!state?.running) return false
  if (state.container === undefined) await endProcess(state.process, 60_000)
  return true
}
