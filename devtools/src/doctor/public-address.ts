import type { StackHandle } from '../stack/open-stack.ts'

/**
 * The public URL as it can be used from here. One that means "this machine" means another one where the stack is
 * elsewhere: then the gateway is as far out as one gets.
 */
export function publicAddress({ context, stack, url }: StackHandle): string {
  const { hostname } = new URL(stack.issuer)
  const here = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  return context.remote !== undefined && here ? url : stack.issuer
}
