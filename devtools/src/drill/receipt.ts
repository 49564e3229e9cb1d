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
  /** The SHA-256 of that backup's index, hex: of which one, should another take its name. Earlier releases did not write it. */
  index_sha256?: string
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

/** Whose a receipt is. Nobody's is one that is not what its key signed: it was changed, or made up. */
export type Signer = 'this stack' | 'another key' | 'nobody'

/** @throws where it is no receipt at all. */
export function signerOf(folder: StackFolder, { receipt, signature, public_key }: SignedReceipt): Signer {
  const content = Buffer.from(JSON.stringify(receipt))
  const isSignedBy = (key: KeyObject) => verify(null, content, key, Buffer.from(signature, 'base64url'))
  const own = knownKey(folder)
  if (own !== undefined && isSignedBy(createPublicKey(own))) return 'this stack'
  return isSignedBy(createPublicKey({ key: public_key, format: 'jwk' })) ? 'another key' : 'nobody'
}

const keyFile = (folder: StackFolder): string => join(folder.path, 'receipt-key.pem')

const knownKey = (folder: StackFolder): KeyObject | undefined =>
  existsSync(keyFile(folder)) ? createPrivateKey(readFileSync(keyFile(folder))) : undefined

function receiptKey(folder: StackFolder): KeyObject {
  const known = knownKey(folder)
  if (known !== undefined) return known
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileWhole(keyFile(folder), String(privateKey.export({ type: 'pkcs8', format: 'pem' })))
  return privateKey
}
