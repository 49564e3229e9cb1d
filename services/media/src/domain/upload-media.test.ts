import { expect, test } from 'vitest'
import { IncomingFile } from '../blobs/incoming.ts'
import type { MediaRecord } from './media-record.ts'
import { type Received, type UploadDeps, uploadMedia } from './upload-media.ts'

const measured = { sha256: 'a'.repeat(64), size: 7 }

/** Deps that note each step; what is kept is remembered, as a store would. */
function noted(mimetype: string): { deps: UploadDeps; steps: string[]; kept: Set<string> } {
  const steps: string[] = []
  const kept = new Set<string>()
  const note = <T>(step: string, answer: T): T => {
    steps.push(step)
    return answer
  }
  const deps: UploadDeps = {
    newFile: () => note('file', new IncomingFile('/nowhere/clean')),
    measure: async () => note('measure', measured),
    sniffType: async () => note('sniff', mimetype),
    cleanImage: async () => note('clean', { width: 1, height: 1, frames: 1, placeholder: 'x' }),
    keeper: {
      keep: async ({ accessClass, sha256 }, _file, insert) => {
        note('keep', kept.add(`${accessClass} ${sha256}`))
        insert()
      },
    },
    insert: () => note('insert', undefined),
    imageLimits: { maxPixels: 1, maxSide: 1, maxFrames: 1 },
    typeLimits: [],
    clock: () => 0,
    ulid: () => 'id',
  }
  return { deps, steps, kept }
}

const received = (uploaderId: string): Received => ({
  uploaderId,
  access: { visibility: 'public' },
  filename: undefined,
  declaredSha256: undefined,
  file: new IncomingFile('/nowhere/raw'),
  measured,
})

test.each(['image/png', 'application/zip'])(
  'content of type %s that is there already goes through the very steps of new content',
  async (mimetype) => {
    const { deps, steps, kept } = noted(mimetype)
    const withoutUploader = ({ uploaderId: _, ...media }: MediaRecord) => media
    const first = await uploadMedia(deps, received('ann'))
    const before = steps.splice(0)
    const second = await uploadMedia(deps, received('bob'))
    expect(steps).toEqual(before)
    expect(before).toContain('insert')
    expect(kept.size).toBe(1)
    expect(withoutUploader(second)).toEqual(withoutUploader(first))
  },
)
