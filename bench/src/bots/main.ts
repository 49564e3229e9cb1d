import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Answers, answerTimes, quantile, throughput } from './answers.ts'
import { killUnderLoad } from './kills.ts'
import { Stage, startEcho } from './stage.ts'

const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'process' },
    answers: { type: 'string', default: '200' },
    load: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '100' },
  },
})
const driver = values.driver === 'docker' ? 'docker' : 'process'

await using stage = await Stage.start(driver)
const { owner, url } = stage
const file = join(mkdtempSync(join(tmpdir(), 'bartab-bench-bot-')), 'far.json')

async function measure(label: string, botId: string): Promise<void> {
  const room = await stage.roomWith(botId)
  const answers = new Answers(owner, room, botId)
  await answerTimes(owner, room, answers, 10)
  const times = await answerTimes(owner, room, answers, Number(values.answers))
  const others = await Promise.all([0, 1, 2, 3].map(() => stage.roomWith(botId)))
  const heard = others.map((other) => new Answers(owner, other, botId))
  const perSecond = await throughput(owner, others, heard, Number(values.load))
  await Promise.all([answers, ...heard].map((one) => one.stop()))
  const [p50, p99] = [quantile(times, 0.5).toFixed(1), quantile(times, 0.99).toFixed(1)]
  console.log(
    JSON.stringify({ bot: label, answers: times.length, p50_ms: p50, p99_ms: p99, per_second: Math.round(perSecond) }),
  )
}

if (driver === 'docker') {
  const { bot } = (await stage.bartab('bot', 'add', 'echo', '--image', 'bartab/bot-echo:0.1.0')) as {
    bot: { bot_id: string }
  }
  await measure('container', bot.bot_id)
}
await stage.bartab('bot', 'add', 'far', '--remote', '--out', file)
const { bot_id } = JSON.parse(readFileSync(file, 'utf8')) as { bot_id: string }
const far = startEcho(file, url)
await once(far.stdout, 'data')
const idle = readFileSync(`/proc/${far.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)?.[1]
console.log(JSON.stringify({ bot: 'remote', idle_rss_mb: Math.round(Number(idle) / 1024) }))
await measure('remote', bot_id)
far.kill('SIGTERM')
await once(far, 'exit')
const roomId = (await owner.rooms.list()).rooms[0]?.room_id ?? ''
console.log(
  JSON.stringify(await killUnderLoad(owner, { roomId, botId: bot_id, file, url, kills: Number(values.kills) })),
)
