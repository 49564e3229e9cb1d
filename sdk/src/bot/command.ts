/** What a command is called: `/name`. */
export const commandName = /^[a-z0-9_-]{1,32}$/

export interface ParsedCommand {
  name: string
  /** What follows the name, without the spaces around it. */
  args: string
}

/** Reads `/name args`, or `/name@bot args` where it is this bot that is meant. */
export function parseCommand(text: string, botName: string): ParsedCommand | undefined {
  const match = /^\/([a-z0-9_-]{1,32})(?:@(\S+))?(?:\s+([\s\S]*))?$/i.exec(text.trimStart())
  if (!match?.[1]) return undefined
  if (match[2] !== undefined && match[2].toLowerCase() !== botName.toLowerCase()) return undefined
  return { name: match[1].toLowerCase(), args: (match[3] ?? '').trim() }
}
