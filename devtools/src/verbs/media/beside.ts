import { CliFailure } from '@bartab/kit/cli'
import type { StackHandle } from '../../stack/open-stack.ts'

/** What a program prints as JSON that runs beside a service, with its data. @throws {CliFailure} when it prints none. */
export async function askBeside<T>({ driver, stack }: StackHandle, service: string, program: string): Promise<T> {
  const { exitCode, stdout, stderr } = await driver.exec(service, ['node', program])
  try {
    return JSON.parse(stdout) as T
  } catch (cause) {
    throw new CliFailure(
      'SERVICE_DID_NOT_SAY',
      `${program} ended with ${exitCode} beside ${service} of ${stack.name}`,
      {
        evidence: stderr.trim().split('\n').slice(-5),
        fix: `bartab logs ${service}`,
        cause,
      },
    )
  }
}
