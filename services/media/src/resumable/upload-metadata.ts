import { matches } from '@bartab/kit/schema'
import { Problem } from '@bartab/sdk/problems'
import { UploadTarget } from '@bartab/sdk/schemas'
import { Metadata } from '@tus/utils'

/** Names that clients of the protocol send by habit; what a file is, is found in its content. */
const ignored = new Set(['filetype', 'type', 'name', 'relativePath'])

/**
 * Reads `Upload-Metadata` into the same fields that the other uploads have.
 *
 * @throws {Problem} UPLOAD_METADATA_INVALID.
 */
export function readUploadMetadata(header: string | undefined): UploadTarget {
  const target = Object.fromEntries(
    Object.entries(parse(header ?? ''))
      .filter(([name]) => !ignored.has(name))
      .map(([name, value]) => [name, value ?? '']),
  )
  if (matches(UploadTarget, target)) return target
  throw refused(`There are ${Object.keys(UploadTarget.properties).join(', ')}, each in its own form.`)
}

function parse(header: string): Record<string, string | null> {
  if (header.length > 8192) throw refused('It is longer than 8192 characters.')
  if (header === '') return {}
  try {
    return Metadata.parse(header)
  } catch (cause) {
    throw refused('It is not pairs of a name and a value in base 64.', cause)
  }
}

function refused(detail: string, cause?: unknown): Problem {
  return new Problem('UPLOAD_METADATA_INVALID', { detail, cause })
}
