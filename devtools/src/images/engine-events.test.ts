import { Readable } from 'node:stream'
import Docker from 'dockerode'
import { expect, test } from 'vitest'
import { follow } from './engine-events.ts'

const engine = new Docker({ socketPath: '/nowhere' })
const events = (...list: object[]) => Readable.from(list.map((event) => `${JSON.stringify(event)}\n`))

test('the lines of a build are heard in their order', async () => {
  const lines: string[] = []
  await follow(engine, events({ stream: 'Step 1/2\n' }, { stream: '\n' }, { status: 'Pulling' }), (line) =>
    lines.push(line),
  )
  expect(lines).toEqual(['Step 1/2', 'Pulling'])
})

test('a failure that the engine reports as an event, with status 200, is a failure', async () => {
  await expect(follow(engine, events({ stream: 'Step 1/2' }, { error: 'no space left' }))).rejects.toThrow(
    'no space left',
  )
})
