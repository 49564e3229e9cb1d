import { text } from 'node:stream/consumers'
import type { Repository } from '@bartab/backups'
import type { StackFolder } from '../state/stack-folder.ts'
import { type Receipt, type SignedReceipt, type Signer, signerOf } from './receipt.ts'
import { digestsOf, isRewritten } from './rewritten.ts'

/** A receipt as it lies in a repository. */
export interface FoundReceipt {
  /** The object's name. */
  path: string
  /** By its name, where nobody signed what it says. */
  backup: string
  signer: Signer
  drilled_ts: number
  proved: boolean
  /** Whether another backup has the name now. */
  rewritten: boolean
}

const pattern = /^receipts\/(.+)-(\d+)\.json$/

export const receiptPath = ({ backup, drilled_ts }: Pick<Receipt, 'backup' | 'drilled_ts'>): string =>
  `receipts/${backup}-${drilled_ts}.json`

/** The receipts that lie in a repository, the oldest first, and whose each is. */
export async function foundReceipts(folder: StackFolder, repository: Repository): Promise<FoundReceipt[]> {
  const { store } = repository
  const digestOf = digestsOf(repository)
  const found: FoundReceipt[] = []
  for await (const { name: path } of store.list('receipts/')) {
    const [, backup, ts] = pattern.exec(path) ?? []
    if (backup === undefined) continue
    const { index_sha256, ...judged } = judge(folder, await text(await store.read(path)))
    const rewritten = await isRewritten(digestOf, judged.backup ?? backup, index_sha256)
    const proved = judged.proved && !rewritten
    found.push({ path, backup, drilled_ts: Number(ts), ...judged, proved, rewritten })
  }
  return found.sort((a, b) => a.drilled_ts - b.drilled_ts)
}

type Judged = Pick<FoundReceipt, 'signer' | 'proved'> & Partial<FoundReceipt> & Pick<Receipt, 'index_sha256'>

/** What nobody signed proves nothing, whatever it says. */
function judge(folder: StackFolder, content: string): Judged {
  try {
    const signed = JSON.parse(content) as SignedReceipt
    const signer = signerOf(folder, signed)
    if (signer === 'nobody') return { signer, proved: false }
    const { backup, index_sha256, drilled_ts, proved } = signed.receipt
    return { signer, backup, drilled_ts, proved, ...(index_sha256 && { index_sha256 }) }
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

/** Whether a receipt is another stack's, nobody's, or of a backup that is no more: it proves nothing here. */
export const isStrange = ({ signer, rewritten }: FoundReceipt): boolean => signer !== 'this stack' || rewritten

/** What is to be said of such receipts. */
export const strangerLines = (receipts: readonly FoundReceipt[]): string[] =>
  receipts.filter(isStrange).map(({ path, signer }) => `${path} ${strangeness[signer]}, and proves nothing here`)

const strangeness: Record<Signer, string> = {
  nobody: 'is not what was signed',
  'another key': "is signed by another stack's key",
  'this stack': 'is of another backup that had this name',
}
