import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { containerOptions } from '../drivers/docker/container-options.ts'
import { desireContainers } from '../drivers/docker/desire-containers.ts'
import { defineStack } from '../stack/define-stack.ts'
import { composeText } from './compose-text.ts'

const root = join(import.meta.dirname, '../../..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const stack = defineStack({ name: 'bartab', version }, {})

interface ComposeService {
  image: string
  environment: Record<string, string>
  networks: Record<string, { aliases?: string[] }>
  read_only: boolean
  cap_drop: string[]
  mem_limit: string
  pids_limit: number
}
const document = parse(composeText(stack)) as { services: Record<string, ComposeService> }

test('the committed file is what the definition makes', () => {
  expect(readFileSync(join(root, 'docker-compose.yml'), 'utf8')).toBe(composeText(stack))
})

test('each service is what the docker driver would make of it', () => {
  for (const desired of desireContainers(stack).services) {
    const { launch, name } = desired
    if (launch.kind !== 'container') throw new Error('a container was expected')
    const { Image, Env, HostConfig } = containerOptions('bartab', desired, launch)
    const made = document.services[name]
    if (made === undefined) throw new Error(`${name} was expected in the compose file`)
    const { BARTAB_ISSUER: _issuer, ...same } = made.environment
    expect(made.image).toBe(Image)
    for (const [key, value] of Object.entries(same)) expect(Env).toContain(`${key}=${value}`)
    expect(Object.keys(made.environment)).toHaveLength(Env?.length ?? 0)
    expect(Object.keys(made.networks)).toEqual(launch.networks.map((network) => network.name.replace('bartab-', '')))
    expect([made.read_only, made.cap_drop, made.pids_limit]).toEqual([true, HostConfig?.CapDrop, HostConfig?.PidsLimit])
    expect(made.mem_limit).toBe(`${(HostConfig?.Memory ?? 0) / 1024 / 1024}m`)
  }
})

test('it has nothing that only one of the two compose programs understands', () => {
  expect(Object.keys(document).sort()).toEqual(['networks', 'services', 'volumes'])
  for (const word of ['start_interval', 'include:', 'configs:', 'secrets:'])
    expect(composeText(stack)).not.toContain(word)
})
