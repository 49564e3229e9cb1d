import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own in memory, which can be made smaller and read-only. For root. */
export class SmallDisk implements Disposable {
  readonly path: string

  constructor(path = mkdtempSync(join(tmpdir(), 'bartab-disk-'))) {
    this.path = path
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2g', 'tmpfs', path])
  }

  /** Leaves so many bytes free. */
  leave(bytes: number): void {
    const { blocks, bavail, bsize } = statfsSync(this.path)
    this.#remount(`size=${Math.ceil(((blocks - bavail) * bsize + bytes) / 4096) * 4096}`)
  }

  /** As large as at first. */
  restore(): void {
    this.#remount('rw,size=2g')
  }

  readOnly(): void {
    this.#remount('ro')
  }

  #remount(options: string): void {
    execFileSync('mount', ['-o', `remount,${options}`, this.path])
  }

  /** What lay below shows again. */
  unmount(): void {
    execFileSync('umount', ['--lazy', this.path])
  }

  [Symbol.dispose](): void {
    this.unmount()
    rmSync(this.path, { recursive: true, force: true })
  }
}
