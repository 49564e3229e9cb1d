/**
 * The bridge option that gives the host no address on a network: without it, `internal` alone lets containers reach
 * what the host serves on all addresses, and the host reach them.
 */
export const inhibitHostAddress = 'com.docker.network.bridge.inhibit_ipv4'
