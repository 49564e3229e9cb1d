import { Client } from '@bartab/sdk/client'
import type { SyncAnswer } from '@bartab/sdk/schemas'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Windows } from '../src/browser.ts'
import { OperatedStack } from '../src/operated-stack.ts'
import { password } from '../src/started-bartab-stack.ts'
import { until } from '../src/until.ts'

describe('the web client in a real browser', () => {
  let stack: OperatedStack
  let windows: Windows
  let ann: Client
  let bar: string

  beforeAll(async () => {
    stack = await OperatedStack.start('process')
    const { owner } = stack
    bar = (await owner.rooms.create({ name: 'bar', kind: 'public' })).room_id
    const { code } = await owner.invites.create({ room_ids: [bar] })
    ann = stack.client()
    await ann.auth.register({ invite: code, username: 'ann', password, display_name: 'Ann' })
    windows = await Windows.open(stack.url)
  })
  afterEach(() => windows.close())
  afterAll(async () => {
    await windows?.[Symbol.asyncDispose]()
    await stack?.[Symbol.asyncDispose]()
  })

  async function inBar(username: string, size?: { width: number; height: number }): Promise<Page> {
    const page = await windows.of(username, size)
    await page.getByRole('link', { name: /bar/ }).click()
    await page.getByRole('main', { name: 'bar' }).waitFor()
    return page
  }

  const message = (page: Page, text: string) => page.getByLabel('Messages').locator('article', { hasText: text })
  const write = async (page: Page, text: string) => {
    await page.getByRole('main').getByLabel('Message', { exact: true }).fill(text)
    await page.keyboard.press('Enter')
  }

  it('shows what was written as it was meant, to its writer and to others, and nothing that could run', async () => {
    const [writer, reader] = await Promise.all([inBar('owner'), inBar('ann')])
    await write(writer, 'Bring **bread** and `salt`\n\n- one\n- two')
    for (const page of [writer, reader]) {
      const shown = message(page, 'Bring bread')
      await shown.locator('li', { hasText: 'two' }).waitFor()
      expect(await shown.locator('strong', { hasText: 'bread' }).count()).toBe(1)
      expect(await shown.locator('code').textContent()).toBe('salt')
    }
    await writer.getByText('Seen by Ann').waitFor()
    await ann.messages.send(bar, 'plain **bold** and <b>typed</b>')
    await message(reader, 'and <b>typed</b>').locator('strong', { hasText: 'bold' }).waitFor()
    const evil = '<p onclick="x()">nice<img src=x onerror=alert(1)><a href="javascript:alert(1)">link</a></p>'
    await ann.messages.send(bar, {
      msgtype: 'm.text',
      body: 'x',
      format: 'org.matrix.custom.html',
      formatted_body: evil,
    })
    await message(reader, 'nice').waitFor()
    expect(await message(reader, 'nice').locator('.text').innerHTML()).toBe('<p>nicelink</p>')
  })

  it('begins a thread beside the room, which the room counts and a search leads to', async () => {
    await ann.messages.send(bar, 'who is there?')
    const page = await inBar('owner')
    await message(page, 'who is there?').hover()
    await message(page, 'who is there?').getByRole('button', { name: 'Answer in a thread' }).click()
    const thread = page.getByRole('complementary', { name: 'Thread' })
    await thread.getByLabel('Message', { exact: true }).fill('me, sesame')
    await page.keyboard.press('Enter')
    await thread.getByLabel('Replies').locator('article', { hasText: 'sesame' }).waitFor()
    await message(page, 'who is there?').getByText('1 reply').waitFor()
    expect(await message(page, 'who is there?').count()).toBe(1)
    expect(await page.getByLabel('Messages').getByText('sesame').count()).toBe(0)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByLabel('Words').fill('sesame')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /sesame/ }).click()
    await thread.getByLabel('Replies').locator('article.target', { hasText: 'sesame' }).waitFor()
  })

  it('goes to an answer that lies far back in its thread', async () => {
    const { event_id: root } = await ann.messages.send(bar, 'count with me')
    const answer = (body: string) =>
      ann.messages.send(bar, { msgtype: 'm.text', body, 'm.relates_to': { rel_type: 'm.thread', event_id: root } })
    const { event_id: first } = await answer('the first number')
    for (let no = 2; no <= 60; no++) await answer(`number ${no}`)
    for (let no = 1; no <= 60; no++) await ann.messages.send(bar, `something else, ${no}`)
    const page = await inBar('ann')
    await page.goto(`${stack.url}/#/room/${bar}/${first}`)
    await page.getByLabel('Replies').locator('article.target:focus', { hasText: 'the first number' }).waitFor()
  })

  it('is used without a pointer: a message is pinned by its menu', async () => {
    await ann.messages.send(bar, 'keep this')
    const page = await inBar('owner')
    await message(page, 'keep this').focus()
    for (let tabs = 0; tabs < 4; tabs++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Pin', exact: true }).waitFor()
    for (let steps = 0; steps < 2; steps++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Pinned messages: 1' }).click()
    await page.getByRole('complementary', { name: 'Pinned' }).getByText('keep this').waitFor()
  })

  it('finds what lies far back, goes there, and comes back to the newest', async () => {
    await ann.messages.send(bar, 'the haystack begins with a needle')
    await Promise.all(Array.from({ length: 150 }, () => ann.messages.send(bar, 'a straw')))
    await ann.messages.send(bar, 'the last straw')
    const page = await inBar('owner')
    await message(page, 'the last straw').waitFor()
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByLabel('Words').fill('needle')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /needle/ }).click()
    await message(page, 'needle').and(page.locator('.target')).waitFor()
    expect(await message(page, 'the last straw').count()).toBe(0)
    await page.getByRole('button', { name: /the newest/ }).click()
    await message(page, 'the last straw').waitFor()
    await page.getByRole('link', { name: /needle/ }).click()
    await message(page, 'needle').and(page.locator('.target')).waitFor()
    await write(page, 'found it')
    await message(page, 'found it').waitFor()
    expect(await message(page, 'the last straw').count()).toBe(1)
  })

  it('completes commands and names, and keeps what was begun over a reload', async () => {
    const { bot_id, client_id, client_secret } = await stack.owner.bots.create({ name: 'snail' })
    await stack.owner.rooms.invite(bar, bot_id)
    const snail = new Client({ url: stack.url, credentials: { client_id, client_secret } })
    await snail.rooms.join(bar)
    await snail.commands.put([{ name: 'race', description: 'Starts a race' }])
    const page = await inBar('owner')
    const box = page.getByRole('main').getByLabel('Message', { exact: true })
    await box.pressSequentially('/ra')
    await page.getByRole('option', { name: /\/race.*Starts a race/ }).waitFor()
    await page.keyboard.press('Tab')
    expect(await box.inputValue()).toBe('/race ')
    await box.fill('')
    await box.pressSequentially('hello @an')
    await page.getByRole('option', { name: /Ann/ }).waitFor()
    await page.keyboard.press('Tab')
    await page.reload()
    await expect.poll(() => box.inputValue()).toBe('hello @ann ')
  })

  it('fits a telephone: nothing is over the room until one asks, and nothing beside the window', async () => {
    const page = await inBar('ann', { width: 390, height: 800 })
    expect(await page.getByRole('complementary').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.getByRole('button', { name: /people/ }).click()
    await page.getByRole('complementary', { name: 'People' }).getByText('Ann').waitFor()
  })

  it('says that the connection is broken, and shows afterwards what was missed', async () => {
    const page = await inBar('owner')
    await page.route('**/chat/v1/sync*', (route) => route.abort())
    await ann.messages.send(bar, 'before the break')
    await page.getByText('Trying again').waitFor()
    await ann.messages.send(bar, 'during the break')
    await page.unroute('**/chat/v1/sync*')
    await message(page, 'during the break').waitFor()
    expect(await page.getByText('Trying again').count()).toBe(0)
  })

  it('after a rebase shows what the server has now, and nothing that it no longer has', async () => {
    const page = await inBar('owner')
    await ann.messages.send(bar, 'soon forgotten')
    await message(page, 'soon forgotten').waitFor()
    await ann.messages.send(bar, 'the log began anew')
    const token = await stack.owner.session.accessToken()
    const headers = { authorization: `Bearer ${token}` }
    const anew = (await (await fetch(`${stack.url}/chat/v1/sync`, { headers })).json()) as SyncAnswer
    const kept = anew.events.filter(({ content }) => content['body'] === 'the log began anew')
    let rebased = false
    await page.route('**/chat/v1/sync*', async (route) => {
      if (rebased) return await route.fallback()
      rebased = true
      await route.fulfill({ json: { ...anew, events: kept, rebase: true } })
    })
    await ann.messages.send(bar, 'wake up')
    await until('the rebase', async () => (rebased ? true : undefined))
    await expect.poll(() => message(page, 'soon forgotten').count()).toBe(0)
    await message(page, 'the log began anew').waitFor()
  })

  it('breaks no rule of its content security policy, and fails nowhere', () => {
    expect(windows.complaints).toEqual([])
  })
})
