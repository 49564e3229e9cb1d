import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A committed file whose content is made by code. The check makes it again and compares. */
export interface GeneratedFile {
  /** From the root of the repository. */
  path: string
  render(): Promise<string>
  /** The command that writes it. */
  mendWith: string
}

/** The files that are not what their code makes of them now, each with the first line that differs. */
export async function staleFiles(root: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const stale: string[] = []
  for (const file of files) {
    const [made, committed] = await Promise.all([file.render(), readCommitted(join(root, file.path))])
    if (made !== committed) stale.push(`${file.path} ${differenceOf(made, committed)}; write it with: ${file.mendWith}`)
  }
  return stale
}

async function readCommitted(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}

function differenceOf(made: string, committed: string | undefined): string {
  if (committed === undefined) return 'is missing'
  const lines = committed.split('\n')
  return `differs from line ${made.split('\n').findIndex((line, index) => line !== lines[index]) + 1}`
}
