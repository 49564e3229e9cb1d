import type { GeneratedFile } from './generated-file.ts'

/** Every committed file that code writes. Add yours here; the check then holds it to what its code makes. */
export const generatedFiles: readonly GeneratedFile[] = []
