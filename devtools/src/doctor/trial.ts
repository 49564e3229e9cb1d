import { createHash, randomBytes } from 'node:crypto'
import { Client } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import { heardAsStream } from './heard-as-stream.ts'

/** What a person does on the first evening, in order. */
export type TrialStep =
  | 'log in as the operator'
  | 'invite'
  | 'register'
  | 'make a room'
  | 'listen and post'
  | 'upload'
  | 'download'

export interface TrialFailure {
  step: TrialStep
  /** The problem's code, where the chat itself refused. */
  code: string | undefined
  /** 0 where there was no answer. */
  status: number
  /** In the words of whoever refused. */
  words: string
  /** Under which all services logged it, where it came through to the gateway. */
  requestId: string | undefined
}

const uploadBytes = 2 * 1024 * 1024
const patienceMs = 20_000

/**
 * A real registration, message and upload at a URL, by an account of its own that is deleted at the end, with its room
 * and its file. Nothing where all of it works.
 */
export async function tryChat(url: string, operatorSecret: string): Promise<TrialFailure | undefined> {
  const trial = new Trial(url)
  try {
    await trial.run(operatorSecret)
    return undefined
  } catch (error) {
    return trial.failureOf(error)
  } finally {
    await trial.cleanUp()
  }
}

class Trial {
  readonly #url: string
  readonly #newcomer: Client
  readonly #undo: (() => Promise<void>)[] = []
  #step: TrialStep = 'log in as the operator'
  #last: { status: number; requestId: string | undefined } = { status: 0, requestId: undefined }

  constructor(url: string) {
    this.#url = url
    this.#newcomer = this.#client()
  }

  async run(operatorSecret: string): Promise<void> {
    const operator = this.#client({ client_id: 'operator', client_secret: operatorSecret })
    await operator.session.accessToken()
    this.#step = 'invite'
    const { code, invite_id } = await operator.invites.create({ expires_in_s: 60, note: 'bartab doctor' })
    this.#undo.push(async () => await operator.invites.revoke(invite_id))
    await this.#register(code)
    const roomId = await this.#makeRoom()
    await this.#listenAndPost(roomId)
    await this.#exchangeFile(roomId)
  }

  async #register(invite: string): Promise<void> {
    this.#step = 'register'
    const [username, password] = [`doctor-${randomBytes(5).toString('hex')}`, randomBytes(24).toString('base64url')]
    await this.#newcomer.auth.register({ invite, username, password })
    this.#undo.push(async () => await this.#newcomer.auth.deleteAccount())
  }

  async #makeRoom(): Promise<string> {
    this.#step = 'make a room'
    const { room_id } = await this.#newcomer.rooms.create({ name: 'bartab doctor', kind: 'private' })
    this.#undo.push(async () => await this.#newcomer.rooms.remove(room_id))
    return room_id
  }

  async #listenAndPost(roomId: string): Promise<void> {
    this.#step = 'listen and post'
    const token = await this.#newcomer.session.accessToken()
    const post = async () => (await this.#newcomer.messages.send(roomId, 'bartab doctor was here')).event_id
    await heardAsStream(this.#url, token, post)
  }

  async #exchangeFile(roomId: string): Promise<void> {
    this.#step = 'upload'
    const content = randomBytes(uploadBytes)
    const { media_id } = await this.#newcomer.media.upload(new Blob([content]), { roomId })
    this.#undo.push(async () => await this.#newcomer.media.remove(media_id))
    this.#step = 'download'
    const answer = await this.#newcomer.media.download(media_id)
    const came = Buffer.from(await answer.arrayBuffer())
    if (digest(came) !== digest(content)) throw new Error(`of ${content.length} bytes, ${came.length} others came back`)
  }

  failureOf(error: unknown): TrialFailure {
    const { status, requestId } = this.#last
    const known = error instanceof Problem && requestId !== undefined
    const cause = (error as Error).cause
    const words = cause instanceof Error ? `${(error as Error).message} (${cause.message})` : (error as Error).message
    return { step: this.#step, code: known ? error.code : undefined, status, words, requestId }
  }

  /** As far as the chat lets it: a trial that failed may not be able to. */
  async cleanUp(): Promise<void> {
    for (const undo of this.#undo.reverse()) await undo().catch(() => undefined)
  }

  #client(credentials?: { client_id: string; client_secret: string }): Client {
    return new Client({
      url: this.#url,
      retry: { attempts: 2, longestWaitMs: 5000 },
      ...(credentials && { credentials }),
      surroundings: { fetch: async (input, init) => await this.#fetch(input, init) },
    })
  }

  async #fetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    this.#last = { status: 0, requestId: undefined }
    const signal = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(init?.signal ? [init.signal] : [])])
    const response = await fetch(input, { ...init, signal })
    this.#last = { status: response.status, requestId: response.headers.get('x-request-id') ?? undefined }
    return response
  }
}

const digest = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
