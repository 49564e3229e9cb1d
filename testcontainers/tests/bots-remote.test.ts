import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { CuttableLink } from '../src/cuttable-link.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'
import { until } from '../src/until.ts'

const main = new URL('../../bots/echo/src/main.ts', import.meta.url).pathname

let stack: StartedBartabStack

beforeAll(async () => {
  stack = await new BartabStack().start()
})
afterAll(() => stack?.[Symbol.asyncDispose]())

it('a bot on another network answers what was said while its link was cut, once and in order', async () => {
  await using link = await CuttableLink.to(stack.gatewayUrl)
  const owner = await stack.owner()
  const { bot_id, client_id, client_secret } = await owner.bots.create({ name: 'far' })
  const env = {
    ...process.env,
    BARTAB_GATEWAY_URL: link.url,
    BARTAB_CLIENT_ID: client_id,
    BARTAB_CLIENT_SECRET: client_secret,
  }
  const bot = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  bot.stdout.resume()
  const { room_id } = await owner.rooms.create({ name: 'far away', kind: 'private', invite: [bot_id] })
  const answers = async () => {
    const { chunk } = await owner.messages.page(room_id, { limit: 100 })
    const said = chunk.filter(({ type, sender }) => type === 'm.room.message' && sender === bot_id)
    return said.map(({ content }) => content['body']).reverse()
  }
  const answered = (count: number) =>
    until(`${count} answers`, async () => ((await answers()).length >= count ? true : undefined))
  await until('the bot to join', async () => ((await owner.rooms.get(room_id)).member_count === 2 ? true : undefined))
  await owner.messages.send(room_id, 'before')
  await answered(1)
  link.cut()
  for (const text of ['one', 'two', 'three']) await owner.messages.send(room_id, text)
  await sleep(8000)
  expect(await answers()).toEqual(['before'])
  link.mend()
  await answered(4)
  expect(await answers()).toEqual(['before', 'one', 'two', 'three'])
  bot.kill('SIGTERM')
  expect(await once(bot, 'exit')).toEqual([0, null])
})
