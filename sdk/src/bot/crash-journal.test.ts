import { expect, test } from 'vitest'
import { MemoryStore } from '../store/local-store.ts'
import { CrashJournal, isWorthAWord } from './crash-journal.ts'
import { Records } from './records.ts'
import { bar, ScriptedChat } from './testing/scripted-chat.ts'

test('runs that end as they should are no crashes', async () => {
  const journal = new CrashJournal(new Records(new MemoryStore()), () => 0)
  for (let run = 0; run < 5; run++) {
    expect(await journal.begin()).toBe(0)
    await journal.end()
  }
})

test('crashes count up while they are within ten minutes, and are forgotten after', async () => {
  let now = 0
  const journal = new CrashJournal(new Records(new MemoryStore()), () => now)
  const counts = []
  for (now of [0, 1, 2, 3, 500_000, 1_200_000, 1_200_001]) counts.push(await journal.begin())
  expect(counts).toEqual([0, 1, 2, 3, 4, 1, 2])
})

test('the third crash is worth a word, and each doubling after it', () => {
  const told = Array.from({ length: 30 }, (_, count) => count).filter(isWorthAWord)
  expect(told).toEqual([3, 6, 12, 24])
})

test('a bot that crashes in a loop tells the room that was asked for, once', async () => {
  const storage = new MemoryStore()
  const told = async () => {
    const chat = new ScriptedChat([], { storage, tellCrashes: bar })
    await chat.bot.start()
    await new CrashJournal(new Records(storage), () => 1_000_000).begin()
    return chat.texts
  }
  expect(await told()).toEqual([])
  expect([await told(), await told()]).toEqual([[], []])
  expect(await told()).toEqual([expect.stringContaining('crashed 3 times')])
  expect(await told()).toEqual([])
})
