import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@bartab/sdk/client'
import { bartab } from './command.ts'

export const password = 'correct horse battery staple'
const messageBytes = 8_000
const fileBytes = 2_000_000
const writers = 16

export interface FilledStack {
  home: string
  url: string
  room: string
}

const noteOf = (home: string): string => join(home, 'filled.json')

/** A stack on the process driver with so many bytes of messages and as many of files; one that is there is used again. */
export async function filledStack(home: string, bytes: number, say: (line: string) => void): Promise<FilledStack> {
  if (existsSync(noteOf(home))) return JSON.parse(readFileSync(noteOf(home), 'utf8')) as FilledStack
  const up = await bartab<{ url: string; owner_token: string }>(home, 'up', '--driver', 'process', '--port', '18377')
  const owner = new Client({ url: up.answer.url })
  const { access_token } = await owner.auth.bootstrap({ token: up.answer.owner_token, username: 'owner', password })
  const { room_id: room } = await owner.rooms.create({ name: 'bench', kind: 'private' })
  const filling = { home, token: access_token, room, bytes: bytes / 2 }
  say(`messages: ${await sendMessages(filling)}`)
  say(`files: ${await upload(filling)}`)
  const filled = { home, url: up.answer.url, room }
  writeFileSync(noteOf(home), JSON.stringify(filled))
  return filled
}

interface Filling {
  home: string
  token: string
  room: string
  bytes: number
}

/** Straight to the services: the gateway would hold one person to a person's rate. */
function originOf({ home }: Pick<Filling, 'home'>, service: string): string {
  const { env } = JSON.parse(readFileSync(join(home, 'stacks/bench/units', `${service}.json`), 'utf8'))
  return `http://127.0.0.1:${(env as Record<string, string>)['BARTAB_PORT']}`
}

async function sendMessages(filling: Filling): Promise<number> {
  const url = `${originOf(filling, 'chat')}/chat/v1/rooms/${filling.room}/messages`
  const headers = { authorization: `Bearer ${filling.token}`, 'content-type': 'application/json' }
  const file = join(filling.home, 'stacks/bench/data/chat/chat.sqlite')
  const full = () => [file, `${file}-wal`].reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0)
  let sent = 0
  const writer = async () => {
    while (sent % 100 !== 0 || full() < filling.bytes) {
      const body = JSON.stringify({ txn_id: `t-${sent++}`, content: { msgtype: 'm.text', body: prose(messageBytes) } })
      const answer = await fetch(url, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  return sent
}

async function upload(filling: Filling): Promise<number> {
  const url = `${originOf(filling, 'media')}/media/v1/media?room_id=${filling.room}`
  const headers = { authorization: `Bearer ${filling.token}`, 'content-type': 'application/octet-stream' }
  const count = Math.ceil(filling.bytes / fileBytes)
  for (let n = 0; n < count; n++) {
    const answer = await fetch(url, { method: 'POST', headers, body: randomBytes(fileBytes) })
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }
  return count
}

const words = Array.from({ length: 5000 }, () => randomBytes(randomInt(1, 5)).toString('hex'))

function prose(length: number): string {
  let text = ''
  while (text.length < length) text += `${words[randomInt(words.length)]} `
  return text.slice(0, length)
}
