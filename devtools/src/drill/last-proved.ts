import type { Repository } from '@bartab/backups'
import type { StackFolder } from '../state/stack-folder.ts'
import { foundReceipts } from './found-receipts.ts'
import type { Signer } from './receipt.ts'
import { rememberedProof } from './rewritten.ts'

/**
 * The newest backup of a repository that was proved, as this machine remembers or as receipts of this stack say: the one
 * remembered may lie in another place. Where there is neither, as receipts of another machine say: one that was restored
 * onto remembers nothing, and has a key of its own.
 */
export async function lastProvedIn(folder: StackFolder, repository: Repository): Promise<string | undefined> {
  const [receipts, names] = [await foundReceipts(folder, repository), await repository.names()]
  const provedBy = (signer: Signer) =>
    receipts.filter((one) => one.proved && one.signer === signer).map(({ backup }) => backup)
  const own = new Set([await rememberedProof(folder, repository), ...provedBy('this stack')])
  const others = new Set(provedBy('another key'))
  return names.find((name) => own.has(name)) ?? names.find((name) => others.has(name))
}
