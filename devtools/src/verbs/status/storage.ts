import { countText } from '@bartab/kit/cli'
import type { StorageState } from '@bartab/sdk/schemas'
import { sizeText } from '../../cli/size-text.ts'
import type { Driver } from '../../drivers/driver.ts'

/** What media says of its disk; nothing where it does not run. */
export async function storageState(driver: Pick<Driver, 'internal'>): Promise<StorageState | undefined> {
  const answer = await driver.internal('media', '/storage')
  return answer?.status === 200 ? (JSON.parse(answer.body) as StorageState) : undefined
}

/** The files, the room that is left, and until when it lasts. */
export function storageLine({ files, bytes, free_bytes, full_ts }: StorageState): string {
  const held = `${countText(files, 'file')}, ${sizeText(bytes)}; ${sizeText(free_bytes)} of the disk free`
  return full_ts === undefined ? held : `${held}, full on ${new Date(full_ts).toISOString().slice(0, 10)} at this rate`
}
