import type { Verb } from './verb.ts'

/** Verbs that are about no stack. */
const ofNoStack: ReadonlySet<string> = new Set([
  ...['images', 'compose', 'test', 'bench', 'bot new', 'version', 'completion'],
])

/** The commands that a text suggests, on the stack that the failed one was about: ready to be typed as they stand. */
export function onStack(text: string, stackName: string, verbs: readonly Pick<Verb, 'name'>[]): string {
  const names = verbs.map(({ name }) => name).filter((name) => !ofNoStack.has(name))
  const longestFirst = names.sort((a, b) => b.length - a.length).join('|')
  return text.replace(new RegExp(`\\bbartab (?:${longestFirst})\\b`, 'g'), (command, offset: number) => {
    const [rest = ''] = text.slice(offset + command.length).split(/[;,]|\bbartab\b/)
    return /--(stack|help)\b/.test(rest) ? command : `${command} --stack ${stackName}`
  })
}
