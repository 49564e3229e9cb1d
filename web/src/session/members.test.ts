import type { Client } from '@bartab/sdk/client'
import { expect, test, vi } from 'vitest'
import { RoomMembers } from './members.ts'
import type { People } from './people.ts'

async function* those(...ids: string[]) {
  for (const user_id of ids) yield { user_id, role: 'member' }
}

function asking() {
  const members = vi.fn((_room: string, { membership }: { membership: string }) =>
    membership === 'join' ? those('A', 'B') : those('C'),
  )
  const meet = vi.fn()
  return {
    members,
    meet,
    room: new RoomMembers({ rooms: { members } } as unknown as Client, { meet } as unknown as People),
  }
}

test('members and invited are told apart, and looked up', async () => {
  const { room, meet } = asking()
  await room.refresh('R', '1')
  expect(room.of('R').value).toMatchObject({
    joined: [{ user_id: 'A' }, { user_id: 'B' }],
    invited: [{ user_id: 'C' }],
  })
  expect(meet).toHaveBeenCalledWith(['A', 'B', 'C'])
})

test('a room is asked again only after a change', async () => {
  const { room, members } = asking()
  await room.refresh('R', '1')
  await room.refresh('R', '1')
  expect(members).toHaveBeenCalledTimes(2)
  await room.refresh('R', '2')
  expect(members).toHaveBeenCalledTimes(4)
})

test('after a failure it is asked again', async () => {
  const { room, members } = asking()
  members.mockImplementationOnce(() => {
    throw new Error('broken')
  })
  await expect(room.refresh('R', '1')).rejects.toThrow('broken')
  await room.refresh('R', '1')
  expect(room.of('R').value.joined).toHaveLength(2)
})
