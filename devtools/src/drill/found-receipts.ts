import { text } from 'node:stream/consumers'
import type { Repository } from '@bartab/backups'
import type { StackFolder } from '../state/stack-folder.ts'
import { type Receipt, type SignedReceipt, type Signer, signerOf } from './receipt.ts'

/** A receipt as it lies in a repository. */
export interface FoundReceipt {
  /** The object's name. */
  path: string
  /** By its name, where nobody signed what it says. */
  backup: string
  signer: Signer
  drilled_ts: number
  proved: boolean
}

const pattern = /^receipts\/(.+)-(\d+)\.json$/

export const receiptPath = ({ backup, drilled_ts }: Pick<Receipt, 'backup' | 'drilled_ts'>): string =>
  `receipts/${backup}-${drilled_ts}.json`

/** The receipts that lie in a repository, the oldest first, and whose each is. */
export async function foundReceipts(folder: StackFolder, { store }: Repository): Promise<FoundReceipt[]> {
  const found: FoundReceipt[] = []
  for await (const { name: path } of store.list('receipts/')) {
    const [, backup, ts] = pattern.exec(path) ?? []
    if (backup === undefined) continue
    const judged = judge(folder, await text(await store.read(path)))
    found.push({ path, backup, drilled_ts: Number(ts), ...judged })
  }
  return found.sort((a, b) => a.drilled_ts - b.drilled_ts)
}

type Judged = Pick<FoundReceipt, 'signer' | 'proved'> & Partial<FoundReceipt>

/** What nobody signed proves nothing, whatever it says. */
function judge(folder: StackFolder, content: string): Judged {
  try {
    const signed = JSON.parse(content) as SignedReceipt
    const signer = signerOf(folder, signed)
    const { backup, drilled_ts, proved } = signed.receipt
    return signer === 'nobody' ? { signer, proved: false } : { signer, backup, drilled_ts, proved }
  } catch {
    return { signer: 'nobody', proved: false }
  }
}

/**
 * The backups whose last receipt of this stack's own says that they are proved, and the one that this machine remembers,
 * unless a receipt here says otherwise: it may have been drilled in another place.
 */
export function provedByUs(receipts: readonly FoundReceipt[], remembered?: string): Set<string> {
  const last = new Map(remembered === undefined ? [] : [[remembered, true]])
  for (const { signer, backup, proved } of receipts) if (signer === 'this stack') last.set(backup, proved)
  return new Set([...last].flatMap(([backup, proved]) => (proved ? [backup] : [])))
}

/** What is to be said of receipts that this stack did not sign. */
export const strangerLines = (receipts: readonly FoundReceipt[]): string[] =>
  receipts.flatMap(({ path, signer }) => {
    if (signer === 'this stack') return []
    const why = signer === 'nobody' ? 'is not what was signed' : "is signed by another stack's key"
    return [`${path} ${why}, and proves nothing here`]
  })
