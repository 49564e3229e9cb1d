import { resolve } from 'node:path'
import { runCheck } from './check.ts'

const root = resolve(import.meta.dirname, '../../..')
const { ok } = await runCheck({ root, write: (text) => process.stdout.write(text) })
process.exitCode = ok ? 0 : 1
