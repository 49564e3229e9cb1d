/** Why a command is aborted: somebody pressed Ctrl-C, or told its process to end. */
export class Interrupted extends DOMException {
  readonly by: NodeJS.Signals

  constructor(by: NodeJS.Signals) {
    super(`stopped by ${by}`, 'AbortError')
    this.by = by
  }
}
