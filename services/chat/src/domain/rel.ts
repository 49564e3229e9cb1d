/** How an event refers to the one at `targetSeq`. */
export const Rel = { none: 0, annotation: 1, replace: 2, thread: 3, redaction: 4 } as const
export type Rel = (typeof Rel)[keyof typeof Rel]
