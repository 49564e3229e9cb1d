import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { credentialsName } from '../stack/placement.ts'
import type { Service } from '../stack/stack.ts'
import { readJson, removeFile, writeJson } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import type { BotHome } from './bot-home.ts'
import { botServiceName } from './bot-service.ts'

/** What a bot needs to connect; the form that the SDK's `fromEnv` reads. */
export interface BotCredentialsFile {
  gateway_url: string
  bot_id: string
  client_id: string
  client_secret: string
}

const containerUid = 1000

/** The bots that run with a stack, in its state folder: a service for each, which `up` converges, and its credentials. */
export class BotBook {
  readonly #folder: string

  constructor(folder: StackFolder) {
    this.#folder = folder.bots
  }

  names(): string[] {
    if (!existsSync(this.#folder)) return []
    const files = readdirSync(this.#folder).filter((file) => file.startsWith('bot-') && file.endsWith('.json'))
    return files.map((file) => file.slice('bot-'.length, -'.json'.length))
  }

  has(name: string): boolean {
    return existsSync(this.#serviceFile(name))
  }

  service(name: string): Service | undefined {
    return readJson<Service>(this.#serviceFile(name))
  }

  /** Whether an `add` has begun here and not ended: its bot may be there, and its secret be lost. */
  begun(name: string): boolean {
    return existsSync(this.#ownFolder(name)) && (!this.has(name) || existsSync(this.#addingFile(name)))
  }

  begin(name: string): void {
    mkdirSync(this.#ownFolder(name), { recursive: true, mode: 0o700 })
    writeJson(this.#addingFile(name), {})
  }

  /** The `add` has ended: the bot was seen to connect. */
  end(name: string): void {
    removeFile(this.#addingFile(name))
  }

  /** What is mounted into the bot's container: a folder, in which a new file takes the place of the old one. */
  secretsFolder(name: string): string {
    return join(this.#ownFolder(name), 'secrets')
  }

  credentialsFile(name: string): string {
    return join(this.secretsFolder(name), credentialsName)
  }

  credentials(name: string): BotCredentialsFile | undefined {
    return readJson<BotCredentialsFile>(this.credentialsFile(name))
  }

  /** For a container, 0400 and owned by the user inside it; else 0600. Nobody else may enter the folder around it. */
  writeCredentials(name: string, credentials: BotCredentialsFile, reader: 'container' | 'process'): void {
    const file = this.credentialsFile(name)
    writeJson(file, credentials)
    if (reader === 'process') return
    const isRoot = process.getuid?.() === 0
    if (isRoot) for (const path of [file, this.secretsFolder(name)]) chownSync(path, containerUid, containerUid)
    const isOwn = isRoot || process.getuid?.() === containerUid
    chmodSync(file, isOwn ? 0o400 : 0o444)
    if (!isOwn) chmodSync(this.secretsFolder(name), 0o755)
  }

  write(name: string, service: Service, home: BotHome): void {
    writeJson(this.#homeFile(name), home)
    writeJson(this.#serviceFile(name), service)
  }

  /** What the bot was made from; nothing for one that an older version added. */
  home(name: string): BotHome | undefined {
    return readJson<BotHome>(this.#homeFile(name))
  }

  remove(name: string): void {
    removeFile(this.#serviceFile(name))
    rmSync(this.#ownFolder(name), { recursive: true, force: true })
  }

  #serviceFile(name: string): string {
    return join(this.#folder, `${botServiceName(name)}.json`)
  }

  #addingFile(name: string): string {
    return join(this.#ownFolder(name), 'adding.json')
  }

  #homeFile(name: string): string {
    return join(this.#ownFolder(name), 'home.json')
  }

  #ownFolder(name: string): string {
    return join(this.#folder, name)
  }
}
