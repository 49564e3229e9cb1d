import { CliFailure } from '@bartab/kit/cli'

/** One thing that a drill did or looked at. */
export interface DrillCheck {
  name: string
  ok: boolean
  /** What was found, or why it failed. */
  detail: string
  duration_ms: number
}

/** Does one thing and says how it went. What is thrown is a check that failed. */
export async function tryOut(clock: () => number, name: string, act: () => Promise<string>): Promise<DrillCheck> {
  const began = clock()
  try {
    const detail = await act()
    return { name, ok: true, detail, duration_ms: clock() - began }
  } catch (error) {
    return { name, ok: false, detail: reasonOf(error), duration_ms: clock() - began }
  }
}

/** Does things in their order, and stops at the first that fails: the next would fail by it. */
export async function tryAll(
  clock: () => number,
  acts: readonly (readonly [string, () => Promise<string>])[],
  onCheck: (check: DrillCheck) => void,
): Promise<boolean> {
  for (const [name, act] of acts) {
    const check = await tryOut(clock, name, act)
    onCheck(check)
    if (!check.ok) return false
  }
  return true
}

const reasonOf = (error: unknown): string =>
  error instanceof CliFailure ? [error.message, ...error.evidence].join(': ') : (error as Error).message
