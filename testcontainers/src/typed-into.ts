import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a terminal showed after keys were typed into a program, which is then ended. Escape sequences are left out. */
export async function typedInto(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  keys: readonly string[],
): Promise<string> {
  const words = command.map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['--quiet', '--command', words, '/dev/null'], {
    env: { ...process.env, ...env, TERM: 'dumb', PS1: '$ ' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await quiet(() => said)
  for (const key of keys) {
    child.stdin.write(key)
    await quiet(() => said)
  }
  child.kill('SIGKILL')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
  return said.replaceAll(/\x1b\[[0-9;?]*[a-zA-Z]|[\x07\r]/g, '')
}

const pollMs = 100
const quietPolls = 8

/** Waits until nothing more is said for a while. */
async function quiet(said: () => string): Promise<void> {
  for (let still = 0, before = ''; still < quietPolls; ) {
    await sleep(pollMs)
    still = said() === before ? still + 1 : 0
    before = said()
  }
}
