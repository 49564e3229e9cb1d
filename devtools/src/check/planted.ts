/** What `devtools/fixtures/boundaries` plants: one import of each kind that the check must refuse. */
export const plantedViolations: readonly string[] = [
  'bots/snail/src/main.ts imports @bartab/kit',
  'gateway/src/app.ts imports @bartab/chat',
  'gateway/src/app.ts imports ../../services/chat/src/app.ts',
  'kit/src/problem.ts imports @bartab/sdk/client',
  'sdk/src/index.ts imports @bartab/kit/config',
  'services/chat/src/domain/post-message.ts imports better-sqlite3',
  'services/chat/src/domain/post-message.ts imports ../store/chat-store.ts',
  'services/chat/src/store/chat-store.ts imports fastify',
  'web/src/main.ts imports @bartab/kit',
]
