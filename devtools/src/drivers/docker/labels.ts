/** The labels by which everything of a stack is found again, whatever it is called. */
export const labels = {
  stack: 'chat.bartab.stack',
  service: 'chat.bartab.service',
  role: 'chat.bartab.role',
  hash: 'chat.bartab.hash',
  secrets: 'chat.bartab.secrets',
} as const
