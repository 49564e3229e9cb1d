import { CliFailure } from '@bartab/kit/cli'

/** What to say of a command that ran beside a service and did not end well. */
export function commandFailed(service: string, command: readonly string[], exitCode: number, stderr: string) {
  const program = command.find((word) => word.endsWith('.ts')) ?? command.join(' ')
  return new CliFailure('SERVICE_DID_NOT_SAY', `${program} ended with ${exitCode} beside ${service}`, {
    evidence: stderr.trim().split('\n').slice(-5),
    fix: `bartab logs ${service}`,
  })
}
