/** What stands beside the room. */
export type Panel =
  | { is: 'people' }
  | { is: 'pins' }
  | { is: 'search' }
  | { is: 'thread'; root: string /** A reply that was looked for. */; target?: string }
