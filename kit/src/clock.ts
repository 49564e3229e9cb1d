/** Milliseconds since the epoch. `Date.now` in a process, a counter in a test. */
export type Clock = () => number
