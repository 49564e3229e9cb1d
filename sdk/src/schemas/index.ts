export * from './auth.ts'
export * from './chat.ts'
export * from './common.ts'
export * from './media.ts'
