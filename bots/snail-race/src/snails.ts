/** The runners, with how fast they are: shares of the stable's chances. */
export const snails = [
  { name: 'Turbo', emoji: '🐌', pace: 5 },
  { name: 'Slimy', emoji: '🦠', pace: 4 },
  { name: 'Gary', emoji: '🐚', pace: 3 },
  { name: 'Shelly', emoji: '🪨', pace: 2 },
] as const

export type Snail = (typeof snails)[number]
export const snailNames = snails.map(({ name }) => name)

const paces = snails.reduce((sum, { pace }) => sum + pace, 0)

/** What a point on a snail brings where it wins: the faster, the less. One decimal. */
export function oddsOf({ pace }: Snail): number {
  return Math.round((paces / pace) * 10) / 10
}
