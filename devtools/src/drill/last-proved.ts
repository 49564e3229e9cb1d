import type { Repository } from '@bartab/backups'
import type { StackFolder } from '../state/stack-folder.ts'
import { foundReceipts } from './found-receipts.ts'

/**
 * The newest backup of a repository that a drill proved, by the receipts that lie in it: by those of this stack, and
 * where it has none, by those of another machine. One that was restored onto remembers nothing, and has a key of its own.
 */
export async function lastProvedIn(folder: StackFolder, repository: Repository): Promise<string | undefined> {
  const [receipts, names] = [await foundReceipts(folder, repository), await repository.names()]
  const provedBy = (signer: string) => {
    const proved = new Set(receipts.filter((one) => one.proved && one.signer === signer).map(({ backup }) => backup))
    return names.find((name) => proved.has(name))
  }
  return provedBy('this stack') ?? provedBy('another key')
}
