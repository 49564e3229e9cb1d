/** The servers of a stack, in the order in which they start; they stop in the reverse order. */
export const serverNames = ['auth', 'chat', 'media', 'gateway'] as const
export type ServerName = (typeof serverNames)[number]
