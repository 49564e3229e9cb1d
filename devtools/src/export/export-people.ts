import type { Client } from '@bartab/sdk/client'
import type { ExportFolder } from './export-folder.ts'

/**
 * Writes the profile of each account, people and bots, into `people.jsonl`. No passwords, sessions or addresses.
 *
 * @param only the ids of those that are wanted; everybody where it is absent
 * @returns how many there were
 */
export async function exportPeople(
  client: Pick<Client, 'people'>,
  folder: ExportFolder,
  only?: ReadonlySet<string>,
): Promise<number> {
  await using list = await folder.lines('people.jsonl')
  for await (const profile of client.people.all())
    if (only?.has(profile.user_id) ?? true) await list.add(JSON.stringify(profile))
  await list.close()
  return list.count
}
