import type { Readable } from 'node:stream'

/** How the files of a backup are written, so that others cannot read them. */
export interface Seal {
  readonly kind: SealKind
  /** What the names of sealed objects end with. */
  readonly suffix: string
  /** Whether what opens it lies in the repository itself, under a passphrase. */
  readonly isLocked: boolean
  /** The name under which a file of this SHA-256 is stored once. Without the naming key it says nothing of the content. */
  nameOf(sha256: string): string
  /** @param size about how many bytes there are */
  seal(content: Readable, size: number): Promise<Readable>
}

export type SealKind = 'age' | 'plain'

/** Opens what was sealed. */
export interface SealOpener {
  /** @throws {BackupFault} WRONG_KEY where the keys do not fit. */
  open(content: Readable): Promise<Readable>
}

/** Written as it is; only when it is asked for by name. */
export const plainSeal: Seal & SealOpener = {
  kind: 'plain',
  suffix: '',
  isLocked: false,
  nameOf: (sha256) => sha256,
  seal: async (content) => content,
  open: async (content) => content,
}
