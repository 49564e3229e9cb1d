import type Docker from 'dockerode'
import type { DesiredNetwork } from '../../plan/desired.ts'

/**
 * The bridge option that gives the host no address on a network: without it, `internal` alone lets containers reach
 * what the host serves on all addresses, and the host reach them.
 */
export const inhibitHostAddress = 'com.docker.network.bridge.inhibit_ipv4'

/** What the engine is told to make of a network. */
export function networkOptions(
  { name, internal }: DesiredNetwork,
  networkLabels: Record<string, string>,
): Docker.NetworkCreateOptions {
  return {
    Name: name,
    Driver: 'bridge',
    CheckDuplicate: true,
    Internal: internal,
    Labels: networkLabels,
    ...(internal ? { Options: { [inhibitHostAddress]: 'true' } } : {}),
  }
}
