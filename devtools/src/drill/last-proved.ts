import { text } from 'node:stream/consumers'
import type { Repository } from '@bartab/backups'
import type { SignedReceipt } from './receipt.ts'

const receipts = 'receipts/'

/**
 * The newest backup of a repository that a drill proved, by the receipts that lie in it; whoever signed them. A machine
 * that remembers nothing, such as one that was restored onto, knows it by this alone.
 */
export async function lastProvedIn(repository: Repository): Promise<string | undefined> {
  const proved = new Set<string>()
  for await (const { name } of repository.store.list(receipts)) {
    const backup = await provedBy(repository, name)
    if (backup !== undefined) proved.add(backup)
  }
  return (await repository.names()).find((name) => proved.has(name))
}

/** What cannot be read proves nothing. */
async function provedBy({ store }: Repository, name: string): Promise<string | undefined> {
  try {
    const { receipt } = JSON.parse(await text(await store.read(name))) as SignedReceipt
    return receipt.proved ? receipt.backup : undefined
  } catch {
    return undefined
  }
}
