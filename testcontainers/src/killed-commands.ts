import type { OperatedStack } from './operated-stack.ts'

/**
 * Runs a command to its end, and then again as often as `points` says, each time killed without warning after another
 * of the lines that it says; a large number takes every line. `after` looks at what each run has left, the whole one's too.
 *
 * @returns how many of those runs were killed before they ended.
 */
export async function killAtEach(
  stack: OperatedStack,
  args: readonly string[],
  points: number,
  after: (line: number) => Promise<void>,
): Promise<number> {
  const whole = await stack.run(args)
  if (whole.code !== 0) throw new Error(`bartab ${args.join(' ')} ended with ${whole.code}:\n${whole.stderr}`)
  const lines = whole.stderr.split('\n').length - 1
  const step = Math.max(1, Math.floor(lines / points))
  await after(0)
  let killed = 0
  for (let at = Math.ceil(step / 2); at <= lines; at += step) {
    const { code } = await stack.run(args, {
      onStderr: (text, child) => {
        if (text.split('\n').length > at) child.kill('SIGKILL')
      },
    })
    if (code === null) killed += 1
    await after(at)
  }
  return killed
}
