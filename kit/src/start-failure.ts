/** A reason why a process cannot start, told in words, with the exit code that scripts can switch on. */
export class StartFailure extends Error {
  override readonly name: string = 'StartFailure'
  readonly exitCode: number

  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
