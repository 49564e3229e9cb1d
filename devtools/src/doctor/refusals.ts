import { commandOn } from '../cli/stack-flag.ts'
import { startGraceMs } from '../drivers/health.ts'
import { startWords } from '../drivers/start-refusal.ts'
import type { ServiceEvidence } from './evidence.ts'
import { converge, type Finding, type Mend } from './finding.ts'

interface Refusal {
  /** The words of the service itself. */
  words: RegExp
  code: string
  what: (name: string) => string
  fix: (name: string, stackName: string) => string
  mend?: Mend
}

const restore = (_name: string, stackName: string): string => commandOn(stackName, 'restore latest')
const up = (_name: string, stackName: string): string => commandOn(stackName, 'up')

/** What a service says when it cannot start, and what that comes to. Its own words are the evidence. */
const refusals: readonly Refusal[] = [
  {
    words: /Put it back from a backup/,
    code: 'SECRET_LOST',
    what: (name) => `${name} has lost a secret that its data was written with`,
    fix: restore,
  },
  {
    words: /^The secret .* cannot be read/,
    code: 'SECRET_UNREADABLE',
    what: (name) => `${name} cannot read one of its secrets`,
    fix: (_name, stackName) => `make it a file that its service may read, then: ${up('', stackName)}`,
  },
  {
    words: /^The database .* (is damaged|is not a SQLite database)/,
    code: 'DATABASE_CORRUPT',
    what: (name) => `the database of ${name} is damaged`,
    fix: restore,
  },
  {
    words: /^The database .* (cannot be written|cannot be opened)/,
    code: 'DATABASE_READ_ONLY',
    what: (name) => `the database of ${name} cannot be written`,
    fix: (_name, stackName) =>
      `give it and its folder back to the user that runs the service, then: ${up('', stackName)}`,
  },
  {
    words: /^The database .* is held by another process/,
    code: 'DATABASE_LOCKED',
    what: (name) => `somebody holds the database of ${name}`,
    fix: (_name, stackName) => `end that process (fuser names it), then: ${up('', stackName)}`,
  },
  {
    words: /^The database .* newer version/,
    code: 'DATABASE_NEWER',
    what: (name) => `the database of ${name} was written by a newer version`,
    fix: () => 'run the newer version of bartab again: git pull',
  },
  {
    words: /the port is taken by another process/,
    code: 'SERVICE_PORT_TAKEN',
    what: (name) => `somebody else has a port of ${name}`,
    fix: up,
    mend: converge,
  },
  {
    words: /must stay so\. Set it to (\S+)\.$/,
    code: 'SERVER_NAME_CHANGED',
    what: () => "the server's name was changed, and is fixed for ever",
    fix: (_name, stackName) => `set server_name in bartab.yaml back, then: ${up('', stackName)}`,
  },
  {
    words: /^BARTAB_[A-Z_]+/,
    code: 'SETTINGS_REFUSED',
    what: (name) => `${name} does not accept its settings`,
    fix: (_name, stackName) => `mend them in bartab.yaml, then: ${up('', stackName)}`,
  },
]

const noProgram = /an error at start: spawn (\S+) ENOENT/

/** Why a service does not start, as a finding; nothing where it does not say so in words that are known. */
export function refusalOf(service: ServiceEvidence, stackName: string, now: number): Finding | undefined {
  const { name, seen } = service
  const [, program] = noProgram.exec(seen?.lastExit ?? '') ?? []
  if (program !== undefined) return programGone(name, program, stackName)
  const words = lastWords(service, now)
  const refusal = words === undefined ? undefined : refusals.find((known) => known.words.test(words))
  if (words === undefined || refusal === undefined) return undefined
  const { code, mend } = refusal
  const found = { code, what: refusal.what(name), evidence: [words], fix: refusal.fix(name, stackName) }
  return mend === undefined ? found : { ...found, mend }
}

/**
 * What it said in the run that goes on, or, where it ends again and again, in the one before. What it said earlier
 * explains nothing. The supervisor notes each end that nobody asked for.
 */
function lastWords({ seen, lastLines }: ServiceEvidence, now: number): string | undefined {
  const ends = lastLines.flatMap((line, at) => (line.trimStart().startsWith('{"supervisor"') ? [at] : []))
  const thisRun = startWords(lastLines.slice((ends.at(-1) ?? -1) + 1))
  const isYoung = seen?.startedTs !== undefined && now - seen.startedTs < startGraceMs
  const loops = seen?.state === 'restarting' || (seen?.state === 'running' && seen.restarts > 0 && isYoung)
  return thisRun ?? (loops ? startWords(lastLines.slice((ends.at(-2) ?? -1) + 1)) : undefined)
}

const programGone = (name: string, program: string, stackName: string): Finding => ({
  code: 'NODE_GONE',
  what: `the Node that ${name} runs on is gone`,
  evidence: [`there is no ${program} any more, or no folder to run it in`],
  fix: commandOn(stackName, 'up'),
  mend: converge,
})
