import { MessageContent } from '../schemas/chat/messages.ts'
import { Ulid } from '../schemas/common.ts'
import { type Static, type TSchema, Type } from '../type.ts'

/** What a message says, by its `msgtype`. */
const Said = <T extends string>(msgtype: T) =>
  Type.Intersect([MessageContent, Type.Object({ msgtype: Type.Literal(msgtype) })])

/** A file in a message. */
const Carries = <T extends string>(msgtype: T) =>
  Type.Intersect([
    MessageContent,
    Type.Object({
      msgtype: Type.Literal(msgtype),
      media_id: Ulid,
      url: Type.String(),
      info: Type.Object({
        mimetype: Type.String(),
        size: Type.Integer({ minimum: 0 }),
        w: Type.Optional(Type.Integer()),
        h: Type.Optional(Type.Integer()),
        placeholder: Type.Optional(Type.String()),
      }),
    }),
  ])

/** The contents of messages, by the word that a filter has for them. */
export const messageContents = {
  text: Said('m.text'),
  emote: Said('m.emote'),
  image: Carries('m.image'),
  file: Carries('m.file'),
  audio: Carries('m.audio'),
  video: Carries('m.video'),
} as const satisfies Record<string, TSchema>

export type MessageKind = keyof typeof messageContents
export type ContentOf<K extends MessageKind> = Static<(typeof messageContents)[K]>

export const Reaction = Type.Object({
  'm.relates_to': Type.Object({ rel_type: Type.Literal('m.annotation'), event_id: Ulid, key: Type.String() }),
})
export type Reaction = Static<typeof Reaction>

export const Edit = Type.Object({
  'm.new_content': Type.Object({ msgtype: Type.String(), body: Type.String() }),
  'm.relates_to': Type.Object({ rel_type: Type.Literal('m.replace'), event_id: Ulid }),
})
export type Edit = Static<typeof Edit>

export const Redaction = Type.Object({ redacts: Ulid, reason: Type.Optional(Type.String()) })
export type Redaction = Static<typeof Redaction>

export const MemberChange = Type.Object({
  membership: Type.Union([Type.Literal('join'), Type.Literal('invite'), Type.Literal('leave'), Type.Literal('ban')]),
  role: Type.Optional(Type.String()),
  muted_until_ts: Type.Optional(Type.Integer()),
  reason: Type.Optional(Type.String()),
})
export type MemberChange = Static<typeof MemberChange>
