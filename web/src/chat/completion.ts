import type { BotCommand, UserProfile } from '@bartab/sdk/schemas'

/** What is being written and can be completed. */
export interface Query {
  kind: 'command' | 'person' | 'emoji'
  /** Without its sign. */
  text: string
  from: number
  to: number
}

/** One way to complete it. */
export interface Choice {
  key: string
  label: string
  hint: string
  /** What takes the place of the query. */
  insert: string
}

const mostChoices = 8

/** What stands before the caret and can be completed. A command begins the message. */
export function queryAt(text: string, caret: number): Query | undefined {
  const before = text.slice(0, caret)
  const [, command] = /^\/([a-z0-9_-]*)$/i.exec(before) ?? []
  if (command !== undefined) return { kind: 'command', text: command, from: 0, to: caret }
  const [, sign, word = ''] = /(?:^|[\s(])([@:])([\p{L}\p{N}._+-]*)$/u.exec(before) ?? []
  if (sign === undefined || (sign === ':' && word.length < 2)) return undefined
  return { kind: sign === '@' ? 'person' : 'emoji', text: word, from: caret - word.length - 1, to: caret }
}

/** The text with a choice in the place of the query, and where the caret is then. */
export function completed(text: string, { from, to }: Query, { insert }: Choice): { text: string; caret: number } {
  const rest = text.slice(to).replace(/^ /, '')
  return { text: `${text.slice(0, from)}${insert} ${rest}`, caret: from + insert.length + 1 }
}

/** Whether the choice is what stands there already. */
export function isComplete(text: string, { from, to }: Query, { insert }: Choice): boolean {
  return text.slice(from, to) === insert
}

/** Commands that begin like this. Where two bots have one name, each is told apart by its bot. */
export function commandChoices(
  start: string,
  commands: readonly BotCommand[],
  botName: (id: string) => string,
): Choice[] {
  const wanted = start.toLowerCase()
  return commands
    .filter(({ name }) => name.startsWith(wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .slice(0, mostChoices)
    .map(({ name, usage = '', description, bot_id }) => {
      const isShared = commands.filter((other) => other.name === name).length > 1
      const insert = isShared ? `/${name}@${botName(bot_id)}` : `/${name}`
      return { key: `${name} ${bot_id}`, label: `${insert} ${usage}`.trim(), hint: description, insert }
    })
}

/** People whose name, or a part of it, begins like this; and the room itself. */
export function personChoices(start: string, people: readonly UserProfile[]): Choice[] {
  const wanted = start.toLowerCase()
  const begins = ({ username, display_name }: UserProfile) =>
    [username, ...display_name.toLowerCase().split(/\s+/)].some((name) => name.startsWith(wanted))
  const named = people
    .filter((person) => !person.disabled && !person.deleted && begins(person))
    .toSorted((a, b) => a.display_name.localeCompare(b.display_name))
    .map(({ user_id, username, display_name }) => ({
      key: user_id,
      label: display_name,
      hint: `@${username}`,
      insert: `@${username}`,
    }))
  const room = { key: 'room', label: '@room', hint: 'Everybody in this room', insert: '@room' }
  return [...named.slice(0, mostChoices - 1), ...('room'.startsWith(wanted) ? [room] : [])]
}
