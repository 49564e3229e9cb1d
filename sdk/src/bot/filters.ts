import { Check } from 'typebox/value'
import type { ChatEvent, Membership, MessageContent } from '../schemas/index.ts'
import type { TSchema } from '../type.ts'
import {
  type ContentOf,
  Edit,
  type Edit as EditContent,
  MemberChange,
  type MemberChange as MemberContent,
  type MessageKind,
  messageContents,
  Reaction,
  type Reaction as ReactionContent,
  Redaction,
  type Redaction as RedactionContent,
} from './contents.ts'
import type { EventContext } from './context.ts'

/** What a message can be besides its kind. */
interface Traits {
  /** It names the bot in its `m.mentions`. */
  mention: { readonly mentions: readonly string[] }
  /** It answers another message. */
  reply: { readonly repliesTo: string }
  /** It stands in a thread. */
  thread: { readonly threadRoot: string }
}
export type Trait = keyof Traits

type Said<C> = { readonly text: string; readonly content: C }
type About<C, More> = { readonly content: C } & More

/**
 * What can be listened for.
 *
 * - `event`: everything that others add to the log.
 * - `message`: what people say; edits are left out, and so are notices, by which bots speak. Then by kind
 *   (`message:text`, `message:image`), by trait (`message:mention`), or both (`message:text:mention`).
 * - `edit`, `reaction`, `redaction`.
 * - `member`, or one change of it: `member:join`.
 * - `app:NAME`: an event of the type `x.NAME`.
 */
export type Filter =
  | 'event'
  | 'message'
  | `message:${MessageKind | Trait}`
  | `message:${MessageKind}:${Trait}`
  | 'edit'
  | 'reaction'
  | 'redaction'
  | 'member'
  | `member:${Membership}`
  | `app:${string}`

/** What a filter says about the events that it lets through. */
export type Facts<F extends Filter> = F extends `message:${infer K extends MessageKind}:${infer T extends Trait}`
  ? Said<ContentOf<K>> & Traits[T]
  : F extends `message:${infer K extends MessageKind}`
    ? Said<ContentOf<K>>
    : F extends `message:${infer T extends Trait}`
      ? Said<MessageContent> & Traits[T]
      : F extends 'message'
        ? Said<MessageContent>
        : F extends 'edit'
          ? About<EditContent, { readonly text: string; readonly target: string }>
          : F extends 'reaction'
            ? About<ReactionContent, { readonly key: string; readonly target: string }>
            : F extends 'redaction'
              ? About<RedactionContent, { readonly target: string }>
              : F extends 'member' | `member:${string}`
                ? About<MemberContent, { readonly subject: string; readonly membership: Membership }>
                : unknown

/** The context that a filter's handlers get. */
export type FilterContext<F extends Filter, C extends EventContext = EventContext> = C & Facts<F>

/** What a filter asks of a context; how the types above are kept true. */
export function matcher(filter: Filter): (ctx: EventContext) => boolean {
  const [head = '', ...rest] = filter.split(':')
  const rule = rules[head]
  if (!rule) throw new TypeError(`there is no filter "${filter}"`)
  return rule(rest, filter)
}

type Rule = (rest: string[], filter: string) => (ctx: EventContext) => boolean

const rules: Record<string, Rule> = {
  event: () => () => true,
  message: messageRule,
  edit: () => shaped('m.room.message', Edit),
  reaction: () => shaped('m.reaction', Reaction),
  redaction: () => shaped('m.room.redaction', Redaction),
  member: ([change]) => {
    const isMember = shaped('m.room.member', MemberChange)
    return (ctx) => isMember(ctx) && ctx.subject !== undefined && (change === undefined || ctx.membership === change)
  },
  app:
    ([name]) =>
    (ctx) =>
      ctx.event.type === `x.${name}`,
}

const traits: Record<Trait, (ctx: EventContext) => boolean> = {
  mention: (ctx) => ctx.mentions?.includes(ctx.me.userId) ?? false,
  reply: (ctx) => ctx.repliesTo !== undefined,
  thread: (ctx) => ctx.threadRoot !== undefined,
}

function messageRule(words: string[], filter: string): (ctx: EventContext) => boolean {
  const tests = words.map((word) => {
    if (word in messageContents) return (ctx: EventContext) => Check(messageContents[word as MessageKind], ctx.content)
    if (word in traits) return traits[word as Trait]
    throw new TypeError(`there is no filter "${filter}"`)
  })
  return (ctx) => isMessage(ctx.event) && tests.every((test) => test(ctx))
}

function shaped(type: string, content: TSchema): (ctx: EventContext) => boolean {
  return ({ event }) => event.type === type && Check(content, event.content)
}

/** Whether somebody says something new; programs speak by notices. */
export function isMessage({ type, content }: ChatEvent): boolean {
  if (type !== 'm.room.message' || typeof content.msgtype !== 'string' || content.msgtype === 'm.notice') return false
  const relation = content['m.relates_to']
  return !(
    typeof relation === 'object' &&
    relation !== null &&
    'rel_type' in relation &&
    relation.rel_type === 'm.replace'
  )
}
