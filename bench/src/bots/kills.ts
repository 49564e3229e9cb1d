import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'
import { EchoProcess } from './echo-process.ts'

export interface KillReport {
  kills: number
  messages: number
  answeredOnce: number
  answeredOften: number
  unanswered: number
}

export interface KillSetting {
  roomId: string
  botId: string
  file: string
  url: string
  kills: number
}

/** Kills a bot again and again while people talk, and counts the answers of each message. */
export async function killUnderLoad(client: Client, setting: KillSetting): Promise<KillReport> {
  const sent: string[] = []
  const end = new AbortController()
  const parts = [talkUntil(end.signal, client, setting.roomId, sent), killOften(setting, end)]
  for (const part of await Promise.allSettled(parts)) if (part.status === 'rejected') throw part.reason
  const last = await EchoProcess.start(setting.file, setting.url)
  const counts = await settled(client, setting, sent)
  await last.end('SIGTERM')
  const having = (fits: (count: number) => boolean) => sent.filter((id) => fits(counts.get(id) ?? 0)).length
  return {
    kills: setting.kills,
    messages: sent.length,
    answeredOnce: having((count) => count === 1),
    answeredOften: having((count) => count > 1),
    unanswered: having((count) => count === 0),
  }
}

async function talkUntil(end: AbortSignal, client: Client, roomId: string, sent: string[]): Promise<void> {
  while (!end.aborted) {
    sent.push((await client.messages.send(roomId, `message ${sent.length}`)).event_id)
    await sleep(80)
  }
}

async function killOften({ file, url, kills }: KillSetting, end: AbortController): Promise<void> {
  try {
    for (let kill = 0; kill < kills; kill++) {
      const bot = await EchoProcess.start(file, url)
      await sleep(100 + ((kill * 37) % 400))
      await bot.end('SIGKILL')
      if ((kill + 1) % 10 === 0) process.stderr.write(`${kill + 1} of ${kills} kills\n`)
    }
  } finally {
    end.abort()
  }
}

/** How often each message was answered, once nothing changes any more. */
async function settled(client: Client, setting: KillSetting, sent: readonly string[]): Promise<Map<string, number>> {
  for (let tries = 0; ; tries++) {
    const counts = await answersIn(client, setting)
    if (sent.every((id) => counts.has(id)) || tries === 120) return counts
    process.stderr.write(`${counts.size} of ${sent.length} answered\n`)
    await sleep(1000)
  }
}

async function answersIn(client: Client, { roomId, botId }: KillSetting): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const { chunk } of client.messages.pages(roomId, { limit: 100 }))
    for (const { sender, content } of chunk) {
      const relation = content['m.relates_to'] as { 'm.in_reply_to'?: { event_id: string } } | undefined
      const target = sender === botId ? relation?.['m.in_reply_to']?.event_id : undefined
      if (target !== undefined) counts.set(target, (counts.get(target) ?? 0) + 1)
    }
  return counts
}
