import { Problem } from '@bartab/sdk/problems'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalTarget } from './canonical-path.ts'
import { acceptedTargets, refusedTargets } from './corpus.ts'

describe('a canonical target', () => {
  it.each(acceptedTargets)('$name is accepted as $path', ({ target, path, query }) => {
    expect(canonicalTarget(target)).toEqual({ path, query: query ?? '' })
  })

  it.each(refusedTargets)('$name is refused ($source)', ({ target }) => {
    expect(codeOf(() => canonicalTarget(target))).toBe('PATH_INVALID')
  })

  it('is left alone by every later reader: a URL parser, one more decoding, and itself', () => {
    let accepted = 0
    fc.assert(
      fc.property(hostileTarget, (target) => {
        const path = pathOrRefusal(target)
        if (path === undefined) return
        accepted += 1
        expect(canonicalTarget(path).path).toBe(path)
        expect(new URL(`http://host${path}`).pathname).toBe(path)
        for (const segment of path.split('/')) {
          const read = decodeURIComponent(segment)
          expect(['.', '..']).not.toContain(read)
          expect(read).not.toMatch(/[/\\\0]/)
          expect(decodedAgain(read)).not.toMatch(/[/\\\0]/)
        }
      }),
      { numRuns: 5000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('/', '/chat', '/v1', 'a', 'Z9', '-', '_', '~', '.', '..', ';', ':', '@') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '%2e',
      '%2F',
      '%5c',
      '%00',
      '%25',
      '%61',
      '%32',
      '%66',
      '%C3%A9',
      '%c0%ae',
      '%7e',
      '%',
      '\\',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 3, unit: 'binary' }) },
)
const hostileTarget = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`)

function pathOrRefusal(target: string): string | undefined {
  try {
    return canonicalTarget(target).path
  } catch {
    return undefined
  }
}

function decodedAgain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return 'accepted'
}
