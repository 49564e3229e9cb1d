import type { OperatedStack } from '../operated-stack.ts'

/** A fault that is made for real, and unmade. */
export interface SeededFault {
  /** What happens to the chat, as the end of a sentence: "when …". */
  when: string
  /** The one finding that doctor is to come to. */
  code: string
  /** Words of its evidence. */
  evidence: RegExp
  /** The command or the field that mends it. */
  fix: RegExp
  /** Makes it, and says how it is unmade. */
  seed(stack: OperatedStack): Promise<() => Promise<unknown> | unknown>
}
