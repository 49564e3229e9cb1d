/**
 * `node bench/src/operator/main.ts [--driver process|docker] [--rate 200] [--polls 500] [--rounds 1]`
 * replaces each of the four services in turn with `bartab deploy --again` while people use the chat, and prints a line of
 * JSON for each: failed requests, the longest that any request took and was held, and what the replacement took. Then
 * what a stack with nothing to do costs: `up`, `plan`, and the operator's memory.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from '@bartab/sdk/client'
import { endCleanly } from '../ending.ts'
import { Caller } from './caller.ts'
import { Load } from './load.ts'
import { OperatedStage, root } from './stage.ts'

endCleanly()
const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'process' },
    rate: { type: 'string', default: '200' },
    polls: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '1' },
  },
})
const driver = values.driver === 'docker' ? 'docker' : 'process'
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

await using stage = await OperatedStage.start(driver)
const { room_id } = await stage.owner.rooms.create({ name: 'busy', kind: 'public' })

const text = new Blob(['a file of a few words'], { type: 'text/plain' })
const { media_id } = await stage.owner.media.upload(text, { roomId: room_id, filename: 'words.txt' })

async function member(name: string, joins: boolean): Promise<Caller> {
  const client = new Client({ url: stage.url })
  const { code } = await stage.owner.invites.create({ max_uses: 1 })
  await client.auth.register({ invite: code, username: name, password: stage.password })
  if (joins) await client.rooms.join(room_id)
  return new Caller(stage.url, await client.session.accessToken())
}

const [writers, pollers]: [Caller[], Caller[]] = [[], []]
for (let n = 0; n < 8; n += 1) writers.push(await member(`writer-${n}`, true))
for (let n = 0; n < 20; n += 1) pollers.push(await member(`poller-${n}`, false))

const load = new Load(writers, { roomId: room_id, mediaId: media_id }, Number(values.rate))
for (let n = 0; n < Number(values.polls); n += 1) void load.poll(pollers[n % pollers.length] as Caller)
await sleep(3_000)
print({ warm_up: load.take() })

for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const service of ['media', 'chat', 'auth', 'gateway']) {
    const done = await stage.bartab<{ replaced: object[] }>('deploy', service, '--again')
    await sleep(1_000)
    print({ driver, ...done.replaced[0], ...load.take() })
  }
}
load.stop()

async function timed(...args: string[]): Promise<number> {
  const begun = performance.now()
  await stage.bartab(...args)
  return Math.round(performance.now() - begun)
}

print({ driver, up_with_nothing_to_do_ms: await timed('up'), plan_ms: await timed('plan') })

const argv = [join(root, 'devtools/src/main.ts'), 'operator', '--every', '2s', '--stack', stage.name]
const operator = spawn(process.execPath, argv, { env: stage.env, stdio: 'ignore' })
await sleep(20_000)
const status = readFileSync(`/proc/${operator.pid}/status`, 'utf8')
print({ driver, operator_rss_mb: Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024), after_rounds: 10 })
operator.kill('SIGTERM')
await new Promise((resolve) => operator.once('exit', resolve))
process.exitCode = 0
