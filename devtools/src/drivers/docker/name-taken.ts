import { CliFailure } from '@bartab/kit/cli'

type Kind = 'container' | 'network' | 'volume'

const outOfTheWay: Readonly<Record<Kind, (name: string) => string>> = {
  container: (name) => `docker rename ${name} ${name}-other`,
  network: (name) => `docker network rm ${name}, once nobody is on it`,
  volume: (name) => `docker volume rm ${name}, once nobody needs what is in it`,
}

/** Something on the engine has a name of this stack, and nothing says that this stack made it: it is left alone. */
export function nameTaken(kind: Kind, name: string, cause?: unknown): CliFailure {
  const said = cause instanceof Error ? [cause.message.trim()] : []
  return new CliFailure('NAME_TAKEN', `the name ${name} belongs to a ${kind} of somebody else`, {
    evidence: [...said, `bartab did not make it: it does not have the label of this stack`],
    fix: `${outOfTheWay[kind](name)}; or use another stack name (--stack NAME)`,
    cause,
  })
}
