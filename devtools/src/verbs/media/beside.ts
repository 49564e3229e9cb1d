import { commandFailed } from '../../drivers/command-failed.ts'
import type { StackHandle } from '../../stack/open-stack.ts'

/** What a program prints as JSON that runs beside a service, with its data. @throws {CliFailure} when it prints none. */
export async function askBeside<T>({ driver }: StackHandle, service: string, program: string): Promise<T> {
  const { exitCode, stdout, stderr } = await driver.exec(service, ['node', program])
  try {
    return JSON.parse(stdout) as T
  } catch {
    throw commandFailed(service, ['node', program], exitCode, stderr)
  }
}
