import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@bartab/sdk/client'
import { type BenchStack, bartab } from './command.ts'
import { originOf } from './service-origin.ts'

export const password = 'correct horse battery staple'
const messageBytes = 8_000
const fileBytes = 2_000_000
const writers = 16

export interface FilledStack extends BenchStack {
  url: string
  room: string
}

const noteOf = (home: string): string => join(home, 'filled.json')

/** A stack on the process driver with so many bytes of messages and as many of files; one that is there is used again. */
export async function filledStack(home: string, bytes: number, say: (line: string) => void): Promise<FilledStack> {
  const bench: BenchStack = { home, stack: 'bench' }
  if (existsSync(noteOf(home))) {
    await bartab(bench, 'up')
    return { ...(JSON.parse(readFileSync(noteOf(home), 'utf8')) as FilledStack), ...bench }
  }
  const up = await bartab<{ url: string; owner_token: string }>(bench, 'up', '--driver', 'process', '--port', '18377')
  const owner = new Client({ url: up.answer.url })
  const { access_token } = await owner.auth.bootstrap({ token: up.answer.owner_token, username: 'owner', password })
  const { room_id: room } = await owner.rooms.create({ name: 'bench', kind: 'private' })
  const filling = { bench, token: access_token, room, bytes: bytes / 2 }
  say(`messages: ${await sendMessages(filling)}`)
  say(`files: ${await upload(filling)}`)
  const filled = { ...bench, url: up.answer.url, room }
  writeFileSync(noteOf(home), JSON.stringify(filled))
  return filled
}

/** The same in containers, by way of a backup; one that is there is used again. */
export async function onDocker(filled: FilledStack): Promise<FilledStack> {
  const { home } = filled
  const docker = { home, stack: 'bench-docker' }
  const note = join(home, 'stacks', docker.stack, 'stack.json')
  if (existsSync(note)) {
    const { answer } = await bartab<{ url: string }>(docker, 'up')
    return { ...filled, ...docker, url: answer.url }
  }
  await bartab(filled, 'backup', 'create')
  const of = join(home, 'stacks', filled.stack)
  const from = ['--from', join(of, 'backups'), '--identity', join(of, 'backup-key.txt')]
  const { answer } = await bartab<{ url: string }>(docker, 'restore', 'latest', ...from, '--driver', 'docker')
  return { ...filled, ...docker, url: answer.url }
}

interface Filling {
  bench: BenchStack
  token: string
  room: string
  bytes: number
}

async function sendMessages({ bench, token, room, bytes }: Filling): Promise<number> {
  const url = `${originOf(bench, 'chat')}/chat/v1/rooms/${room}/messages`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const file = join(bench.home, 'stacks', bench.stack, 'data/chat/chat.sqlite')
  const full = () => [file, `${file}-wal`].reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0)
  let sent = 0
  const writer = async () => {
    while (sent % 100 !== 0 || full() < bytes) {
      const body = JSON.stringify({ txn_id: `t-${sent++}`, content: { msgtype: 'm.text', body: prose(messageBytes) } })
      const answer = await fetch(url, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  return sent
}

async function upload({ bench, token, room, bytes }: Filling): Promise<number> {
  const url = `${originOf(bench, 'media')}/media/v1/media?room_id=${room}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
  const count = Math.ceil(bytes / fileBytes)
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
