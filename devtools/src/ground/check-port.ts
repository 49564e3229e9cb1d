import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { commandOn } from '../cli/stack-flag.ts'
import { whyNotFree } from '../drivers/process/free-ports.ts'
import { findPortHolder } from './port-holder.ts'

const reasons: Record<string, string> = {
  EADDRINUSE: 'somebody else listens there',
  EACCES: 'ports below 1024 are for root',
  EADDRNOTAVAIL: 'this machine does not have that address',
}

/**
 * Makes sure that the gateway can be published.
 *
 * @throws {CliFailure} PORT_TAKEN (exit 73), naming the holder and the command that helps.
 */
export async function requireFreePort(context: Context, listen: { address: string; port: number }): Promise<void> {
  const fault = await whyNotFree(listen.address, listen.port)
  if (fault !== undefined) throw await portTaken(context, listen, reasons[fault] ?? fault)
}

export async function portTaken(
  context: Pick<Context, 'home' | 'env' | 'stackName'>,
  { address, port }: { address: string; port: number },
  reason: string,
): Promise<CliFailure> {
  const holder = await findPortHolder(port, context)
  const free = await nextFreePort(address, port)
  const move = commandOn(context.stackName, `up --port ${free}`)
  return new CliFailure('PORT_TAKEN', `port ${port} of ${address} cannot be used`, {
    evidence: [holder?.who ?? reason],
    fix: holder?.release === undefined ? move : `${move}   or free it: ${holder.release}`,
    exitCode: exitCodes.portTaken,
  })
}

async function nextFreePort(address: string, from: number): Promise<number> {
  const start = from < 1024 ? 8008 : from + 1
  for (let port = start; port < start + 50; port += 1) {
    if ((await whyNotFree(address, port)) === undefined) return port
  }
  return start
}
