import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure } from '@bartab/kit/cli'
import { commandOn, sameAgain } from '../../cli/stack-flag.ts'
import { DockerDriver } from '../../drivers/docker/docker-driver.ts'
import {
  operatorsLastWords,
  startOperatorContainer,
  stopOperatorContainer,
} from '../../drivers/docker/operator-container.ts'
import { detachedCommand } from '../../operator/detached-command.ts'
import { readOperatorState } from '../../operator/loop/operator-state.ts'
import { operatorBinds } from '../../operator/operator-binds.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import type { StackHandle } from '../../stack/open-stack.ts'
import { endProcess } from '../../state/process-identity.ts'

/** Lets the operator go on without a terminal: in a container where an engine has its socket here, else as a process. */
export async function startDetached(handle: StackHandle, every: string): Promise<undefined> {
  const { context, driver, stack } = handle
  const began = context.clock()
  const engine = driver instanceof DockerDriver ? driver.engine : undefined
  const binds = operatorBinds(context, await readStackConfig(context))
  const container = engine && (await startOperatorContainer(engine, handle, every, binds))
  const lastWords = engine && container ? () => operatorsLastWords(engine, container) : startProcess(handle, every)
  await awaitOperator(handle, began, lastWords)
  const where = container === undefined ? 'as a process' : `in the container ${container}`
  context.terminal.result({ schema: 1, stack: stack.name, container: container ?? null }, [
    `an operator looks after ${stack.name}, ${where}; ${commandOn(stack.name, 'status')} says what it does`,
  ])
  return undefined
}

type Started = Pick<StackHandle, 'context' | 'folder' | 'stack' | 'driver'>
type LastWords = () => Promise<string[] | undefined>

const patienceMs = 20_000

/**
 * Waits until the operator has looked once, or has run for a while: one that cannot start is not left to try for ever.
 *
 * @throws {CliFailure} OPERATOR_ENDED with its last lines.
 */
export async function awaitOperator(handle: Started, began: number, lastWords: LastWords): Promise<void> {
  const { context, folder, stack, driver } = handle
  const hasLooked = () => (readOperatorState(folder, context.clock())?.since_ts ?? 0) >= began
  while (!hasLooked() && context.clock() < began + patienceMs && !context.signal.aborted) {
    const evidence = await lastWords()
    if (evidence !== undefined) {
      if (driver instanceof DockerDriver) await stopOperatorContainer(driver.engine, stack.name)
      const fix = `mend what it says, then ${sameAgain(context)}`
      throw new CliFailure('OPERATOR_ENDED', 'the operator ended as soon as it began', { evidence, fix })
    }
    await sleep(200)
  }
}

function startProcess({ context, folder, stack }: StackHandle, every: string): LastWords {
  mkdirSync(folder.logs, { recursive: true, mode: 0o700 })
  const file = join(folder.logs, 'operator.log')
  const log = openSync(file, 'a', 0o600)
  const env = { ...context.env, BARTAB_HOME: context.home }
  const child = spawn(process.execPath, detachedCommand({ context, stack }, every), {
    cwd: context.cwd,
    env,
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  return async () => (child.exitCode === null ? undefined : readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12))
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
