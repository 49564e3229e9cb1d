import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Typing {
  type: string
  /** What the program says when it has taken it in; else a moment of silence is enough. */
  until?: RegExp
}

/** What a terminal showed after keys were typed into a program, which is then ended. Escape sequences are left out. */
export async function typedInto(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  typing: readonly Typing[],
): Promise<string> {
  const words = command.map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['--quiet', '--command', words, '/dev/null'], {
    env: { ...process.env, TERM: 'dumb', PS1: '$ ', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await settled(() => said)
  for (const { type, until } of typing) {
    child.stdin.write(type)
    await settled(() => said, until)
  }
  child.kill('SIGKILL')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
  return said.replaceAll(/\x1b\[[0-9;?]*[a-zA-Z]|[\x07\r]/g, '')
}

const pollMs = 100
const quietPolls = 8
const mostPolls = 200

/** Waits until nothing more is said for a while. */
async function settled(said: () => string, until = /(?:)/): Promise<void> {
  for (
    let still = 0, before = '', polls = 0;
    (still < quietPolls || !until.test(said())) && polls < mostPolls;
    polls += 1
  ) {
    await sleep(pollMs)
    still = said() === before ? still + 1 : 0
    before = said()
  }
}
