import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stackNamePattern } from './stack-name.ts'

/** Where a stack's files are. */
export class StackFolder {
  readonly path: string

  constructor(home: string, name: string) {
    this.path = join(home, 'stacks', name)
  }

  /** What the stack is: its driver, its port. */
  get record(): string {
    return join(this.path, 'stack.json')
  }

  get lock(): string {
    return join(this.path, 'lock')
  }

  /** What commands were about to do, line by line. */
  get journal(): string {
    return join(this.path, 'journal')
  }

  get ports(): string {
    return join(this.path, 'ports.json')
  }

  get data(): string {
    return join(this.path, 'data')
  }

  get logs(): string {
    return join(this.path, 'logs')
  }

  /** What the supervisor says about itself and its processes. */
  get supervisor(): string {
    return join(this.path, 'supervisor.json')
  }

  get units(): string {
    return join(this.path, 'units')
  }

  /** Settings of services beside the four, such as bots. */
  get bots(): string {
    return join(this.path, 'bots')
  }

  get backups(): string {
    return join(this.path, 'backups')
  }
}

/** The names of all stacks that this CLI remembers. */
export function stackNames(home: string): string[] {
  const folder = join(home, 'stacks')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter(
    (name) => stackNamePattern.test(name) && existsSync(join(folder, name, 'stack.json')),
  )
}
