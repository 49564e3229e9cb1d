import type { DesiredVolume, Stack } from '@bartab/devtools/stack'
import { Client } from '@bartab/sdk/client'
import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'

type Network = Awaited<ReturnType<Awaited<ReturnType<typeof getContainerRuntimeClient>>['network']['create']>>

export const password = 'correct horse battery staple'

/** A stack that answers at `gatewayUrl`. Disposing of it removes its containers, networks and volumes. */
export class StartedBartabStack implements AsyncDisposable {
  readonly gatewayUrl: string
  readonly name: string
  readonly #containers: ReadonlyMap<string, StartedTestContainer>
  readonly #networks: readonly Network[]
  readonly #volumes: readonly DesiredVolume[]
  #owner: Promise<Client> | undefined

  constructor(
    stack: Stack,
    containers: ReadonlyMap<string, StartedTestContainer>,
    networks: readonly Network[],
    volumes: readonly DesiredVolume[],
  ) {
    this.name = stack.name
    this.gatewayUrl = stack.issuer
    this.#containers = containers
    this.#networks = networks
    this.#volumes = volumes
  }

  container(service: string): StartedTestContainer {
    const container = this.#containers.get(service)
    if (container === undefined) throw new Error(`there is no ${service} in this stack`)
    return container
  }

  /** A client with no session. */
  client(): Client {
    return new Client({ url: this.gatewayUrl })
  }

  /** The owner, made with the one-time token that lies in auth's volume. */
  owner(): Promise<Client> {
    this.#owner ??= this.#bootstrap()
    return this.#owner
  }

  /** A new member, registered with an invite of the owner's. */
  async member(username: string): Promise<Client> {
    const { code } = await (await this.owner()).invites.create({ max_uses: 1 })
    const member = this.client()
    await member.auth.register({ invite: code, username, password })
    return member
  }

  /** The log of a service so far. */
  async logs(service: string): Promise<string> {
    const { dockerode } = (await getContainerRuntimeClient()).container
    const log = await dockerode
      .getContainer(this.container(service).getId())
      .logs({ stdout: true, stderr: true, follow: false })
    return log.toString('utf8')
  }

  /** Ends the process of a service from inside, as a crash would: the engine starts the container again. */
  async crash(service: string): Promise<void> {
    const kill = `for (const pid of require('fs').readdirSync('/proc').filter(Number)) {
      const line = (() => { try { return require('fs').readFileSync('/proc/' + pid + '/cmdline', 'utf8') } catch { return '' } })()
      if (line.includes('src/main.ts') && Number(pid) !== process.pid) process.kill(Number(pid), 'SIGKILL')
    }`
    await this.container(service).exec(['node', '-e', kill])
  }

  /** The address that the engine gave to a service on one of the stack's networks. */
  async addressOn(service: string, network: 'edge' | 'core' | 'bots'): Promise<{ address: string }> {
    const { dockerode } = (await getContainerRuntimeClient()).container
    const { NetworkSettings } = await dockerode.getContainer(this.container(service).getId()).inspect()
    return { address: NetworkSettings.Networks[`${this.name}-${network}`]?.IPAddress ?? '' }
  }

  /** How often the engine started the container of a service again. */
  async restarts(service: string): Promise<number> {
    const { dockerode } = (await getContainerRuntimeClient()).container
    return (await dockerode.getContainer(this.container(service).getId()).inspect()).RestartCount
  }

  async #bootstrap(): Promise<Client> {
    const token = await this.#readFile('auth', '/data/secrets/owner-token')
    const owner = this.client()
    await owner.auth.bootstrap({ token: token.trim(), username: 'owner', password })
    return owner
  }

  async #readFile(service: string, path: string): Promise<string> {
    const { output, exitCode, stderr } = await this.container(service).exec([
      'node',
      '-p',
      `require('fs').readFileSync(${JSON.stringify(path)}, 'utf8')`,
    ])
    if (exitCode !== 0) throw new Error(`${path} of ${service} cannot be read: ${stderr}`)
    return output
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { dockerode } = (await getContainerRuntimeClient()).container
    const remove = (container: StartedTestContainer) =>
      dockerode.getContainer(container.getId()).remove({ force: true, v: true })
    await Promise.all([...this.#containers.values()].map(remove))
    await Promise.all(this.#networks.map((network) => network.remove()))
    await Promise.all(this.#volumes.map(({ name }) => dockerode.getVolume(name).remove({ force: true })))
  }
}
