import type { DiscordHookBody, SlackHookBody } from '@bartab/sdk/schemas'

/** What a sender made for Slack says, as a text: its text, then what blocks and attachments hold. */
export function textOfSlack({ text, attachments = [], blocks = [] }: SlackHookBody): string {
  const parts = [text, ...blocks.map(blockText), ...attachments.map(attachmentText)]
  return joined(parts.map((part) => part && plainSlack(part)))
}

type Block = NonNullable<SlackHookBody['blocks']>[number]
type Attachment = NonNullable<SlackHookBody['attachments']>[number]

function blockText({ type, text, fields = [], elements = [], title, alt_text }: Block): string {
  if (type === 'divider') return '———'
  const named = type === 'image' ? (textIn(title) ?? alt_text) : undefined
  return joined([textIn(text), ...fields.map(textIn), elements.map(textIn).filter(Boolean).join(' '), named])
}

/** Slack writes a text as it is, or as an object with its kind. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const text = (value as { text?: unknown } | null | undefined)?.text
  return typeof text === 'string' ? text : undefined
}

function attachmentText({ pretext, title, title_link, text, fields = [], blocks = [], footer, fallback }: Attachment) {
  const heading = title && title_link ? `${title} (${title_link})` : title
  const body = joined([pretext, heading, text, ...fields.map(fieldText), ...blocks.map(blockText), footer])
  return body || fallback
}

const fieldText = ({ title, value }: { title?: string; value?: string | number }): string =>
  [title, value].filter((part) => part !== undefined && part !== '').join(': ')

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }

/** Slack's links `<url|words>` and `<url>` as people write them, and its three entities. */
function plainSlack(text: string): string {
  return text
    .replace(/<((?:https?|mailto):[^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/<((?:https?|mailto):[^>]+)>/g, '$1')
    .replace(/<!(here|channel|everyone)>/g, '@$1')
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
}

/** What a sender made for Discord says, as a text: its content, then what its embeds hold. */
export function textOfDiscord({ content, embeds = [] }: DiscordHookBody): string {
  return joined([content, ...embeds.map(embedText)])
}

type Embed = NonNullable<DiscordHookBody['embeds']>[number]

function embedText({ author, title, url, description, fields = [], footer, image }: Embed): string {
  const heading = title && url ? `${title} (${url})` : (title ?? url)
  const facts = fields.map(({ name, value }) => fieldText({ title: name, value }))
  return joined([author?.name, heading, description, ...facts, image?.url, footer?.text])
}

const joined = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part?.trim()).join('\n')
