import { oddsOf, snails } from './snails.ts'

/** Points that somebody begins with, and gets again when they have none left. */
const purse = 100

export interface Bet {
  snail: string
  points: number
}

/** One room's race course: the race that is open or runs, and what everybody has. */
export interface Table {
  state: 'idle' | 'betting' | 'running'
  bets: Record<string, Bet>
  points: Record<string, number>
  races: number
}

export const newTable = (): Table => ({ state: 'idle', bets: {}, points: {}, races: 0 })

export const pointsOf = ({ points }: Table, who: string): number => points[who] || purse

/** Opens the bets; false where a race is on. */
export function openRace(table: Table): boolean {
  if (table.state !== 'idle') return false
  table.state = 'betting'
  table.bets = {}
  return true
}

/** Places somebody's one bet, in the place of an earlier one. Gives what to answer. */
export function placeBet(table: Table, who: string, bet: Bet): string {
  if (table.state === 'idle') return 'No race is open: start one with /race'
  if (table.state === 'running') return 'Too late, they are crawling'
  const has = pointsOf(table, who)
  if (bet.points > has) return `You have ${has} points`
  table.bets[who] = bet
  return `${bet.points} on ${bet.snail}`
}

export function startRace(table: Table): number {
  table.state = 'running'
  return Object.keys(table.bets).length
}

/** Pays out and closes the race. Gives what each bet came to. */
export function settleRace(table: Table, winner: string): Record<string, number> {
  const odds = oddsOf(snails.find(({ name }) => name === winner) ?? snails[0])
  const outcome: Record<string, number> = {}
  for (const [who, { snail, points }] of Object.entries(table.bets)) {
    const gain = snail === winner ? Math.round(points * (odds - 1)) : -points
    table.points[who] = pointsOf(table, who) + gain
    outcome[who] = gain
  }
  table.state = 'idle'
  table.races += 1
  return outcome
}

/** Everybody who ever bet, the richest first. */
export function standings(table: Table): [who: string, points: number][] {
  return Object.keys(table.points)
    .map((who): [string, number] => [who, pointsOf(table, who)])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}
