import type { StackHandle } from '../stack/open-stack.ts'
import { type StackVolumes, sortVolumes } from './kept-volumes.ts'

/** The data of a stack: what it runs on, and what lies beside that. */
export async function stackVolumes({ driver, stack }: Pick<StackHandle, 'driver' | 'stack'>): Promise<StackVolumes> {
  const desired = await driver.desire(stack)
  const { volumes } = await driver.observe()
  return sortVolumes(
    desired.volumes.map(({ name }) => name),
    volumes,
  )
}
