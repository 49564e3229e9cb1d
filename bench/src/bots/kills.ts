import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'
import { startEcho } from './stage.ts'

export interface KillReport {
  kills: number
  messages: number
  answeredOnce: number
  answeredOften: number
  unanswered: number
}

/** Kills a bot again and again while people talk, and counts the answers of each message. */
export async function killUnderLoad(
  client: Client,
  { roomId, botId, file, url, kills }: { roomId: string; botId: string; file: string; url: string; kills: number },
): Promise<KillReport> {
  const sent: string[] = []
  let talking = true
  const talk = (async () => {
    while (talking) {
      sent.push((await client.messages.send(roomId, `message ${sent.length}`)).event_id)
      await sleep(80)
    }
  })()
  for (let kill = 0; kill < kills; kill++) {
    const bot = startEcho(file, url)
    await once(bot.stdout, 'data')
    await sleep(100 + ((kill * 37) % 400))
    bot.kill('SIGKILL')
    await once(bot, 'exit')
  }
  talking = false
  await talk
  const last = startEcho(file, url)
  const counts = await settled(client, roomId, botId, sent)
  last.kill('SIGTERM')
  await once(last, 'exit')
  const having = (fits: (count: number) => boolean) => sent.filter((id) => fits(counts.get(id) ?? 0)).length
  return {
    kills,
    messages: sent.length,
    answeredOnce: having((count) => count === 1),
    answeredOften: having((count) => count > 1),
    unanswered: having((count) => count === 0),
  }
}

/** How often each message was answered, once nothing changes any more. */
async function settled(client: Client, roomId: string, botId: string, sent: string[]): Promise<Map<string, number>> {
  for (let tries = 0; ; tries++) {
    const counts = new Map<string, number>()
    for await (const { chunk } of client.messages.pages(roomId, { limit: 100 }))
      for (const { sender, content } of chunk) {
        const relation = content['m.relates_to'] as { 'm.in_reply_to'?: { event_id: string } } | undefined
        const target = sender === botId ? relation?.['m.in_reply_to']?.event_id : undefined
        if (target !== undefined) counts.set(target, (counts.get(target) ?? 0) + 1)
      }
    process.stderr.write(`${counts.size} of ${sent.length} answered\n`)
    if (sent.every((id) => counts.has(id)) || tries === 120) return counts
    await sleep(1000)
  }
}
