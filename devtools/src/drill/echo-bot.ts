import { join } from 'node:path'
import { awaitConnection } from '../bots/await-connection.ts'
import { BotBook } from '../bots/bot-book.ts'
import { buildBotImage } from '../bots/bot-folder-image.ts'
import { botService } from '../bots/bot-service.ts'
import { DockerDriver } from '../drivers/docker/docker-driver.ts'
import type { Operator } from '../operator/operator.ts'
import { planService } from '../plan/plan-service.ts'
import { runPlan } from '../plan/run-plan.ts'

const name = 'drill-echo'

/** Adds the echo bot of this repository to a throwaway stack; answers its user id once it is connected. */
export async function addEcho(operator: Operator): Promise<string> {
  const { handle, client } = operator
  const { driver, folder, stack, context } = handle
  const book = new BotBook(folder)
  const path = join(context.root, 'bots', 'echo')
  const image = driver instanceof DockerDriver ? await buildBotImage(driver, 'echo', path, stack.version) : undefined
  book.begin(name)
  const account = await client.bots.create({ name })
  book.writeCredentials(
    name,
    { gateway_url: handle.url, ...account },
    driver.kind === 'docker' ? 'container' : 'process',
  )
  const service = botService({
    name,
    image,
    path: image === undefined ? path : undefined,
    internet: false,
    credentials: book.credentialsFile(name),
  })
  book.write(name, service)
  const desired = await driver.desire({ ...stack, services: [...stack.services, service] })
  await runPlan(handle, planService(desired, await driver.observe(desired), service.name))
  await awaitConnection(operator, name)
  return account.bot_id
}
