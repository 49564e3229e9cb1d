export { DatabaseRefused } from './database-refused.ts'
export { type Database, type OpenDatabaseOptions, openDatabase } from './open-database.ts'
