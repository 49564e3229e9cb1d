import { expect, test } from 'vitest'
import { ScriptedChat, said } from './testing/scripted-chat.ts'

test('a secret that was replaced while the bot runs is used at once, and no call fails', async () => {
  let secret = 'one'
  const credentials = () => ({ client_id: 'bot-1', client_secret: secret })
  const chat = new ScriptedChat([[said('before')], [said('after')]], { credentials })
  chat.bot.on('message:text', async (ctx) => {
    secret = 'two'
    await ctx.reply(ctx.text)
  })
  await chat.bot.start()
  const asked = chat.calls('POST', /oauth2\/token/).map(({ body }) => body)
  expect(asked.map((body) => /one|two/.exec(body)?.[0])).toEqual(['one', 'two'])
  expect(chat.texts).toEqual(['before', 'after'])
  expect(chat.log).not.toContain('a handler failed')
})
