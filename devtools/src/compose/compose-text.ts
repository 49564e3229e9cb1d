import { stringify } from 'yaml'
import { tmpfsOptions } from '../drivers/docker/desire-containers.ts'
import { inhibitHostAddress } from '../drivers/docker/network-options.ts'
import { containerPlacement, containerPorts, environmentOf } from '../stack/placement.ts'
import type { Service, Stack } from '../stack/stack.ts'
import { v8Options } from '../stack/v8-options.ts'

const head = `# Made by "bartab compose" from the stack definition; a test holds the two equal. Change the definition instead.
# It works alone, with docker-compose 1.29 and with compose v2:
#   docker-compose up -d --build && docker-compose logs auth     (the owner link is in the log)
# BARTAB_PORT is the port on this machine, BARTAB_ISSUER the URL under which people reach it.
`

/** The stack as a compose file that needs nothing of ours to run. */
export function composeText(stack: Stack): string {
  const document = {
    services: Object.fromEntries(stack.services.map((service) => [service.name, composeService(service, stack)])),
    networks: Object.fromEntries(stack.networks.map(({ name, internal }) => [name, composeNetwork(internal)])),
    volumes: Object.fromEntries(
      stack.services.filter(({ keepsData }) => keepsData).map(({ name }) => [`${name}-data`, {}]),
    ),
  }
  return head + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
}

function composeService(service: Service, stack: Stack) {
  const { name, image, limits, attachments, keepsData, published, stopTimeoutMs } = service
  const environment = {
    ...environmentOf(service, containerPlacement),
    NODE_OPTIONS: v8Options(limits).join(' '),
    BARTAB_ISSUER: variable('BARTAB_ISSUER', stack.issuer),
  }
  return {
    image,
    build: { context: '.', dockerfile: 'deploy/Dockerfile', target: name },
    restart: 'unless-stopped',
    init: true,
    read_only: true,
    user: '1000:1000',
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    tmpfs: [`/tmp:${tmpfsOptions}`],
    mem_limit: `${limits.memoryMb}m`,
    pids_limit: limits.pids,
    stop_grace_period: `${stopTimeoutMs / 1000}s`,
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
    labels: { 'chat.bartab.service': name },
    environment,
    networks: Object.fromEntries(
      attachments.map(({ network, aliases }) => [network, aliases.length > 0 ? { aliases: [...aliases] } : {}]),
    ),
    ...(published ? { ports: [publication(stack)] } : {}),
    ...(keepsData ? { volumes: [`${name}-data:/data`] } : {}),
  }
}

const variable = (name: string, otherwise: string): string => `\${${name}:-${otherwise}}`

const publication = ({ listen: { address, port } }: Stack): string =>
  `${address}:${variable('BARTAB_PORT', String(port))}:${containerPorts.public}`

const composeNetwork = (internal: boolean) =>
  internal ? { internal: true, driver: 'bridge', driver_opts: { [inhibitHostAddress]: 'true' } } : { driver: 'bridge' }
