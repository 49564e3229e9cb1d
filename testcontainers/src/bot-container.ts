import type { BotCredentials } from '@bartab/sdk/schemas'
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers'
import { sessionLabels } from './session.ts'
import type { StartedBartabStack } from './started-bartab-stack.ts'

export interface StartedBot {
  botId: string
  container: StartedTestContainer
  credentials: BotCredentials
}

const file = '/run/secrets/bartab-bot.json'

/** Makes an account for a bot and starts its image on the stack's network for bots. Resolves when it is ready. */
export async function startBot(stack: StartedBartabStack, image: string, name: string): Promise<StartedBot> {
  const credentials = await (await stack.owner()).bots.create({ name })
  const content = JSON.stringify({ gateway_url: 'http://gateway:8080', ...credentials })
  const container = await new GenericContainer(image)
    .withNetworkMode(`${stack.name}-bots`)
    .withNetworkAliases(`bot-${name}`)
    .withLabels(sessionLabels())
    .withAutoCleanup(false)
    .withUser('1000:1000')
    .withEnvironment({ BARTAB_BOT_FILE: file, BARTAB_DATA_DIR: '/data' })
    .withCopyContentToContainer([{ content, target: file, mode: 0o444 }])
    .withWaitStrategy(Wait.forLogMessage(/"msg":"ready"/))
    .start()
  return { botId: credentials.bot_id, container, credentials }
}
