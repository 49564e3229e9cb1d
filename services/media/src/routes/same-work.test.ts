import { randomBytes } from 'node:crypto'
import type { Media } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { pictures } from '../testing/hostile-files.ts'
import { mediaLab } from '../testing/media-lab.ts'

test('the thumbnail of a picture that is there already is drawn again for whoever uploads it again', async () => {
  await using lab = await mediaLab()
  const { png } = await pictures()
  for (const person of ['ann', 'bob'] as const) {
    const media = (await (await lab.upload(person, png, '?public=true')).json()) as Media
    expect((await lab.get(person, `${media.url}/thumb?size=96`)).status).toBe(200)
  }
  expect(lab.drawn).toEqual([96, 96])
})

test('content that is there already counts as much towards the quota as any other', async () => {
  await using lab = await mediaLab({ quotaPersonBytes: 1_000 })
  const content = randomBytes(600)
  const statuses = []
  for (const person of ['ann', 'bob', 'bob'] as const)
    statuses.push((await lab.upload(person, content, '?public=true')).status)
  expect(statuses).toEqual([201, 201, 413])
})
