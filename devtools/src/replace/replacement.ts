import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure, exitCodes, interrupted } from '@bartab/kit/cli'
import { commandOn, sameAgain } from '../cli/stack-flag.ts'
import type { ReplacementStep, StepOf } from '../plan/step.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { type BackupBefore, backupBefore, backupText } from './backup-before.ts'
import { GatewayControl } from './gateway-control.ts'
import { handOver, lastWords } from './hand-over.ts'
import { holdRequests } from './hold-requests.ts'
import { type Rehearsal, rehearsalText, rehearseMigrations } from './rehearsal.ts'

/** How the replacement of one service went, in ms. */
export interface Replaced {
  service: string
  /** From the first step to the last. */
  took_ms: number
  /** How long requests waited at the gateway at most. Absent where none were held. */
  held_ms?: number
  /** How many requests had to wait. */
  waited?: number
  /** They waited as long as they may, and it was not ready then: who came after that was told to come again. */
  expired?: boolean
  rehearsal?: Rehearsal
  /** The backup that was made before its data was changed. */
  backup?: BackupBefore
}

const pollMs = 50
/** A token for the gateway is good for ten minutes; a hand-over may take two of them. */
const controlMs = 5 * 60_000

/** Executes the steps that replace services, and keeps what they took. */
export class Replacement {
  readonly #handle: StackHandle
  readonly #reports = new Map<string, Replaced & { begunTs: number }>()
  readonly #loadMs = new Map<string, number>()
  readonly #say: (text: string) => void
  #backup: BackupBefore | undefined
  #control: { opened: GatewayControl; ts: number } | undefined

  constructor(handle: StackHandle, say: (text: string) => void) {
    this.#handle = handle
    this.#say = say
  }

  get reports(): Replaced[] {
    return [...this.#reports.values()].map(({ begunTs: _, ...report }) => report)
  }

  async execute(step: ReplacementStep, signal: AbortSignal): Promise<void> {
    const { successors } = this.#handle.driver
    const name = 'service' in step ? step.service.name : step.name
    switch (step.do) {
      case 'create-successor':
        this.#reports.set(name, { service: name, took_ms: 0, begunTs: this.#handle.context.clock() })
        return await successors.create(step.service)
      case 'await-successor':
        return await this.#elseDiscard(name, async () => await this.#awaitBeside(step, signal))
      case 'rehearse-migrations':
        return await this.#elseDiscard(name, async () => await this.#rehearse(name))
      case 'hand-over':
        return await this.#handOver(step)
      case 'promote-successor':
        await successors.promote(name)
        return this.#finish(name)
      case 'discard-successor':
        return await successors.discard(name)
      default:
        step satisfies never
    }
  }

  /** Nothing has happened to the old one yet: the new one is taken away, and that was all. */
  async #elseDiscard<T>(name: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      await this.#handle.driver.successors.discard(name)
      throw error
    }
  }

  async #awaitBeside({ name, timeoutMs }: StepOf<'await-successor'>, signal: AbortSignal): Promise<void> {
    const { driver, context } = this.#handle
    const begun = context.clock()
    const until = begun + timeoutMs
    while (!(await driver.successors.isBeside(name))) {
      if (signal.aborted) throw interrupted(context.verb, { fix: sameAgain(context) })
      const { running, restarts, lastExit } = await driver.successors.sight(name)
      if (!running && lastExit !== undefined) throw await this.#refused(name, `it ended with ${lastExit}`)
      if (restarts > 0 || context.clock() > until) throw await this.#refused(name, 'it did not come up')
      await sleep(pollMs)
    }
    this.#loadMs.set(name, context.clock() - begun)
  }

  async #refused(name: string, how: string): Promise<CliFailure> {
    const lines = await this.#handle.driver.successors.lastLines(name)
    return new CliFailure('GATE_FAILED', `the new ${name} does not start; the old one was not touched`, {
      evidence: [how, ...lastWords(lines)],
      fix: `mend it, then ${commandOn(this.#handle.stack.name, `deploy ${name}`)}`,
      exitCode: exitCodes.failed,
    })
  }

  async #rehearse(name: string): Promise<void> {
    const rehearsal = await rehearseMigrations(this.#handle.driver.successors, name)
    const text = rehearsalText(rehearsal)
    if (text === undefined) return
    this.#note(name, { rehearsal })
    this.#say(`${name}: ${text}`)
    this.#backup ??= await backupBefore(this.#handle)
    this.#note(name, { backup: this.#backup })
    this.#say(`${name}: ${backupText(this.#backup, this.#handle.stack.name)}`)
  }

  async #handOver({ service, boundMs }: StepOf<'hand-over'>): Promise<void> {
    const { driver, context } = this.#handle
    const control = service.published ? undefined : await this.#openControl()
    if (control === undefined && !service.published)
      this.#say('the gateway cannot be told to hold requests; those that come meanwhile fail')
    const held = control && (await this.#elseDiscard(service.name, () => holdRequests(control, service.name, boundMs)))
    const released = await handOver({
      service,
      successors: driver.successors,
      hold: control && held && { control, held },
      boundMs,
      migrateMs: this.#reports.get(service.name)?.rehearsal?.migrate_ms ?? 0,
      loadMs: this.#loadMs.get(service.name) ?? 0,
      clock: context.clock,
    })
    if (released === undefined) return
    const { held_ms, waited, expired } = released
    this.#note(service.name, { held_ms, waited, expired })
  }

  /** One token for all that are replaced in one run: a new auth may name an issuer that the old gateway does not know. */
  async #openControl(): Promise<GatewayControl | undefined> {
    const now = this.#handle.context.clock()
    if (this.#control && now - this.#control.ts < controlMs) return this.#control.opened
    const opened = await GatewayControl.open(this.#handle)
    this.#control = opened && { opened, ts: now }
    return opened
  }

  #finish(name: string): void {
    const begun = this.#reports.get(name)?.begunTs
    if (begun !== undefined) this.#note(name, { took_ms: this.#handle.context.clock() - begun })
  }

  #note(name: string, more: Partial<Replaced>): void {
    const known = this.#reports.get(name)
    if (known !== undefined) this.#reports.set(name, { ...known, ...more })
  }
}
