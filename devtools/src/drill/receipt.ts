import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileWhole } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import type { DrillCheck } from './drill-check.ts'
import type { Isolation } from './isolation.ts'

/** What a drill found, of which backup, and when. */
export interface Receipt {
  schema: 1
  stack: string
  backup: string
  /** Where the backup was taken from. */
  place: string
  /** When the backup was made, and when the drill began; milliseconds since the epoch. */
  created_ts: number
  drilled_ts: number
  duration_ms: number
  driver: string
  isolation: Isolation
  version: string
  log: { epoch: string; head: number }
  files: number
  bytes: number
  proved: boolean
  checks: DrillCheck[]
}

export interface SignedReceipt {
  receipt: Receipt
  /** Ed25519 over the receipt as JSON without spaces, base64url. */
  signature: string
  /** The key of the machine that ran the drill, as a JWK. */
  public_key: Record<string, unknown>
}

/** Signs a receipt with the stack's own key, which makes itself. */
export function signReceipt(folder: StackFolder, receipt: Receipt): SignedReceipt {
  const key = receiptKey(folder)
  const signature = sign(null, Buffer.from(JSON.stringify(receipt)), key).toString('base64url')
  return { receipt, signature, public_key: { ...createPublicKey(key).export({ format: 'jwk' }) } }
}

/** Whether a receipt is what this stack's key signed. */
export function isOurs(folder: StackFolder, { receipt, signature }: SignedReceipt): boolean {
  const content = Buffer.from(JSON.stringify(receipt))
  return verify(null, content, createPublicKey(receiptKey(folder)), Buffer.from(signature, 'base64url'))
}

function receiptKey(folder: StackFolder): KeyObject {
  const file = join(folder.path, 'receipt-key.pem')
  if (existsSync(file)) return createPrivateKey(readFileSync(file))
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileWhole(file, String(privateKey.export({ type: 'pkcs8', format: 'pem' })))
  return privateKey
}
