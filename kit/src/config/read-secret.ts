import { readFileSync, statSync } from 'node:fs'

const groupWriteOrOthers = 0o027

/** What a secret's file gave: its content, or what is wrong with it. */
export type SecretReading = { value: string } | { problem: string }

/** Reads a secret and refuses a file that others than its owner and group may touch. */
export function readSecret(path: string): SecretReading {
  try {
    const { mode } = statSync(path)
    if ((mode & groupWriteOrOthers) !== 0) return { problem: tooOpen(path, mode) }
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    return value === '' ? { problem: `the file ${path} is empty` } : { value }
  } catch (error) {
    return { problem: `the file ${path} ${reason(error)}` }
  }
}

function tooOpen(path: string, mode: number): string {
  return `the file ${path} has mode ${(mode & 0o777).toString(8).padStart(4, '0')}, so others may touch it (chmod 600 ${path})`
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'does not exist'
    case 'EACCES':
      return 'may not be read by this user'
    case 'EISDIR':
      return 'is a folder'
    default:
      return `cannot be read (${(error as Error).message})`
  }
}
