import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { table } from '@bartab/kit/cli'
import { endCleanly, scratchFolder } from '../ending.ts'
import { Answers, answerTimes, quantile, throughput } from './answers.ts'
import { EchoProcess } from './echo-process.ts'
import { containerMemory } from './engine.ts'
import { type KillSetting, killUnderLoad } from './kills.ts'
import { newToFirstAnswer } from './newcomer.ts'
import { scenariosPerMinute } from './scenarios.ts'
import { Stage } from './stage.ts'

/** One figure, as it is printed. */
interface Figure {
  figure: string
  where: string
  value: number
  unit: string
}

endCleanly()
const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'process' },
    answers: { type: 'string', default: '200' },
    load: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '100' },
    scenarios: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
  },
})
const driver = values.driver === 'docker' ? 'docker' : 'process'
const figures: Figure[] = []

function note(figure: string, where: string, value: number, unit: string): void {
  const rounded = Number(value.toPrecision(value >= 1000 ? 4 : 3))
  figures.push({ figure, where, value: rounded, unit })
  process.stderr.write(`${figure}, ${where}: ${rounded} ${unit}\n`)
}

async function measure(stage: Stage, where: string, botId: string): Promise<void> {
  const { owner } = stage
  const room = await stage.roomWith(botId)
  const answers = new Answers(owner, room, botId)
  await answerTimes(owner, room, answers, 20)
  const times = await answerTimes(owner, room, answers, Number(values.answers))
  note('answer to a command, p50', where, quantile(times, 0.5), 'ms')
  note('answer to a command, p99', where, quantile(times, 0.99), 'ms')
  const others = await Promise.all([0, 1, 2, 3].map(() => stage.roomWith(botId)))
  const heard = others.map((other) => new Answers(owner, other, botId))
  note('events through one bot', where, await throughput(owner, others, heard, Number(values.load)), 'per s')
  await Promise.all([answers, ...heard].map((one) => one.stop()))
}

async function measureContainer(stage: Stage): Promise<void> {
  const added = await stage.bartab('bot', 'add', 'echo', '--image', 'bartab/bot-echo:0.1.0')
  await new Promise((resolve) => setTimeout(resolve, 3000))
  note('memory of an idle bot', 'container', await containerMemory(`${stage.name}-bot-echo`), 'MiB')
  await measure(stage, 'container', (added as { bot: { bot_id: string } }).bot.bot_id)
}

async function measureRemote(stage: Stage): Promise<void> {
  const file = join(scratchFolder('bot'), 'far.json')
  await stage.bartab('bot', 'add', 'far', '--remote', '--out', file)
  const { bot_id: botId } = JSON.parse(readFileSync(file, 'utf8')) as { bot_id: string }
  const bot = await EchoProcess.start(file, stage.url)
  note('memory of an idle bot', 'remote', bot.residentMemory, 'MiB')
  await measure(stage, 'remote', botId)
  const roomId = await stage.roomWith(botId)
  await bot.end('SIGTERM')
  await measureKills(stage, { roomId, botId, file, url: stage.url, kills: Number(values.kills) })
}

async function measureKills({ owner }: Stage, setting: KillSetting): Promise<void> {
  if (setting.kills === 0) return
  const report = await killUnderLoad(owner, setting)
  const where = `${setting.kills} kills, remote`
  note('messages sent meanwhile', where, report.messages, '')
  note('answered exactly once', where, report.answeredOnce, '')
  note('answered more than once', where, report.answeredOften, '')
  note('not answered', where, report.unanswered, '')
}

if (Number(values.scenarios) > 0)
  note('scenarios on the test kit', 'one process', await scenariosPerMinute(Number(values.scenarios)), 'per min')
{
  await using stage = await Stage.start(driver)
  const newcomer = await newToFirstAnswer(stage)
  note('from bot new to the first answer', driver, newcomer.seconds, `s, ${newcomer.commands} commands`)
  if (driver === 'docker') await measureContainer(stage)
  await measureRemote(stage)
}
const rows = figures.map(({ figure, where, value, unit }) => [figure, where, `${value} ${unit}`.trim()])
const lines = values.json ? [JSON.stringify({ schema: 1, figures })] : table([['figure', 'where', 'value'], ...rows])
process.stdout.write(`${lines.join('\n')}\n`)
