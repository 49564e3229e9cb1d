import { Problem } from '@bartab/sdk/problems'
import type { BotCredentials, BotSummary, CreateBotBody } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import type { Client } from './client.ts'
import { cleanDisplayName } from './display-name.ts'
import { type RevokeDeps, revoke } from './revocation.ts'
import { newSecret, secretHash } from './secret-text.ts'
import type { User } from './user.ts'
import { normaliseUsername } from './username.ts'

export interface BotDeps extends RevokeDeps {
  store: AuthStore
  ulid: () => string
  randomBytes: (size: number) => Buffer
}

/** How many secrets of a bot are valid at a time: the one in use, and the one that is being rolled out. */
const maxSecrets = 2

/** Makes a bot with its first secret. */
export function createBot(deps: BotDeps, actor: Actor, input: CreateBotBody): BotCredentials {
  const bot = newBot(deps, input)
  const client = newClient(deps, actor, bot, input.scopes)
  return deps.store.transact(() => {
    if (!deps.store.users.add(bot)) throw new Problem('USERNAME_TAKEN')
    deps.store.clients.add(client)
    record(deps, actor, { action: 'bot.create', target: bot.userId, detail: { scopes: client.scopes } })
    return addSecret(deps, client)
  })
}

/** Gives a bot a further secret. Of three, the oldest ends, and the tokens that it gave. */
export function renewSecret(deps: BotDeps, actor: Actor, botId: string): BotCredentials {
  return deps.store.transact(() => {
    const client = requireBot(deps, botId)
    for (const { secretId } of deps.store.clients.secretsOf(client.clientId).slice(maxSecrets - 1)) {
      deps.store.clients.revokeSecret(secretId, deps.clock())
      revoke(deps, 'sid', secretId)
    }
    record(deps, actor, { action: 'bot.secret', target: botId })
    return addSecret(deps, client)
  })
}

/** Removes a bot. What it wrote stays readable under its name; its tokens end at once, and it leaves its rooms. */
export function removeBot(deps: BotDeps, actor: Actor, botId: string): void {
  deps.store.transact(() => {
    const client = requireBot(deps, botId)
    deps.store.clients.remove(client.clientId, deps.clock())
    deps.store.users.change(botId, { disabledTs: deps.clock() })
    revoke(deps, 'sub', botId)
    deps.store.departures.add(botId, deps.clock())
    record(deps, actor, { action: 'bot.remove', target: botId })
  })
}

export function listBots({ store }: BotDeps): BotSummary[] {
  return store.clients.bots().map((client) => summarise(store, client))
}

function newBot(deps: BotDeps, { name, display_name }: CreateBotBody): User {
  return {
    userId: deps.ulid(),
    username: normaliseUsername(name),
    displayName: cleanDisplayName(display_name ?? name),
    avatarUrl: null,
    role: 'bot',
    passwordHash: null,
    createdTs: deps.clock(),
    disabledTs: null,
    deletedTs: null,
  }
}

function newClient(deps: BotDeps, actor: Actor, bot: User, requested: string[] | undefined): Client {
  const allowed = deps.store.roles.get('bot')?.scopes ?? []
  const beyond = requested?.filter((scope) => !allowed.includes(scope)) ?? []
  if (beyond.length > 0) throw new Problem('ROLE_BEYOND_YOURS', { detail: `no bot may have ${beyond.join(', ')}` })
  return {
    clientId: `bot-${bot.userId}`,
    kind: 'bot',
    name: bot.username,
    userId: bot.userId,
    scopes: requested ?? allowed,
    public: false,
    redirectUris: [],
    postLogoutRedirectUris: [],
    createdBy: actor.userId,
    createdTs: deps.clock(),
  }
}

function addSecret(deps: BotDeps, client: Client): BotCredentials {
  const secret = newSecret(deps.randomBytes, 'bbs_')
  deps.store.clients.addSecret({
    secretId: deps.ulid(),
    clientId: client.clientId,
    secretHash: secretHash(secret),
    createdTs: deps.clock(),
    lastUsedTs: null,
  })
  return { bot_id: client.userId ?? '', client_id: client.clientId, client_secret: secret }
}

function requireBot({ store }: BotDeps, botId: string): Client {
  const client = store.clients.ofUser(botId)
  if (!client) throw new Problem('BOT_NOT_FOUND')
  return client
}

function summarise(store: AuthStore, client: Client): BotSummary {
  const secrets = store.clients.secretsOf(client.clientId)
  return {
    bot_id: client.userId ?? '',
    client_id: client.clientId,
    name: client.name,
    display_name: store.users.get(client.userId ?? '')?.displayName ?? client.name,
    scopes: client.scopes,
    created_ts: client.createdTs,
    created_by: client.createdBy,
    secrets: secrets.map(({ secretId, createdTs, lastUsedTs }) => ({
      secret_id: secretId,
      created_ts: createdTs,
      ...(lastUsedTs === null ? {} : { last_used_ts: lastUsedTs }),
    })),
  }
}
