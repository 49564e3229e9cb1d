import { matches } from '@bartab/kit/schema'
import { Problem } from '@bartab/sdk/problems'
import { UploadTarget } from '@bartab/sdk/schemas'
import type { Access } from './access-class.ts'

const known: Record<string, (typeof UploadTarget.properties)[keyof typeof UploadTarget.properties]> =
  UploadTarget.properties

/** Checks one form field of an upload as the schema of the query would. */
export function readTargetField(name: string, value: unknown): Partial<UploadTarget> {
  const schema = Object.hasOwn(known, name) ? known[name] : undefined
  if (schema === undefined) throw refused(`${name.slice(0, 100)} is not a field of this call`)
  if (!matches(schema, value)) throw refused(`${name} has a form that is not accepted`)
  return { [name]: value }
}

/** Who is to see an upload. */
export function accessOf({ room_id: roomId, public: isPublic }: UploadTarget, uploaderId: string): Access {
  if (roomId !== undefined && isPublic === 'true') throw refused('room_id and public exclude each other')
  if (roomId !== undefined) return { visibility: 'room', roomId }
  return isPublic === 'true' ? { visibility: 'public' } : { visibility: 'private', ownerId: uploaderId }
}

function refused(detail: string): Problem {
  return new Problem('BODY_INVALID', { detail })
}
