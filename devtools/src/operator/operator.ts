import { CliFailure } from '@bartab/kit/cli'
import { Client, type ClientOptions } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import type { Context } from '../cli/context.ts'
import { stackFlag } from '../cli/stack-flag.ts'
import { openExistingStack, type StackHandle } from '../stack/open-stack.ts'
import { explainProblem } from './explain-problem.ts'
import { operatorSecret } from './operator-secret.ts'

/** A stack, and its public API as the operator sees it. */
export interface Operator {
  handle: StackHandle
  client: Client
}

/**
 * Opens an existing stack and acts on its public API, through the gateway, with the operator's own credential.
 *
 * @throws {CliFailure} what the server refused, with its own code and fix; GATEWAY_UNREACHABLE; NO_OPERATOR_SECRET.
 */
export async function asOperator<T>(context: Context, act: (operator: Operator) => Promise<T>): Promise<T> {
  await using handle = await openExistingStack(context)
  return await explained(handle, async () => await act({ handle, client: await connectOperator(handle) }))
}

/** Runs something that calls the API; what the server refuses is thrown as a command explains it. */
export async function explained<T>(handle: Pick<StackHandle, 'url' | 'stack'>, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw error instanceof Problem ? explainProblem(error, handle) : error
  }
}

/** A client with the built-in OAuth client `operator`. */
export async function connectOperator(
  { driver, url, stack }: StackHandle,
  retry: ClientOptions['retry'] = { attempts: 3, longestWaitMs: 10_000 },
): Promise<Client> {
  const secret = await operatorSecret(driver)
  if (secret === undefined) {
    throw new CliFailure('NO_OPERATOR_SECRET', `auth of the stack ${stack.name} has made no operator's secret yet`, {
      evidence: ["it lies in auth's data, secrets/operator, from its first start on"],
      fix: `bartab up${stackFlag(stack.name)}`,
    })
  }
  return new Client({
    url,
    credentials: { client_id: 'operator', client_secret: secret },
    retry,
  })
}
