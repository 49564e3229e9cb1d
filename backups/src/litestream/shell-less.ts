import { spawn } from 'node:child_process'
import { $ as zx } from 'zx'

// zx looks for the children of what it ends with `ps`, which the images have as little; nothing here has children
zx.kill = async (pid, signal) => void process.kill(Number(pid), signal)

/**
 * zx for images that have no shell. The words of a command are started as they are: nothing in them is expanded. A template
 * may hold words, blanks and values; an empty value is left out.
 */
export const $ = zx({
  // only looked at; what is started is the command itself
  shell: true,
  prefix: '',
  postfix: '',
  quote: encodeURIComponent,
  spawn: ((command: string, _none: readonly string[], options: object) => {
    const [program = '', ...args] = command.split(' ').filter(Boolean).map(decodeURIComponent)
    return spawn(program, args, { ...options, shell: false })
  }) as typeof spawn,
})
