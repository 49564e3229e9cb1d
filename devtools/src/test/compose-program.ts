import { runCommand } from '../check/command.ts'
import { canInstallPackages, installPackages } from '../engine/debian-install.ts'

/** Sees to it that a compose program is there for the test of docker-compose.yml. Answers in a few words what there is. */
export async function installCompose(): Promise<string> {
  const found = await composeVersion()
  if (found !== undefined) return found
  if (!canInstallPackages()) return 'none here, and none can be installed: its test will say how to get one'
  await installPackages('docker-compose')
  return `${(await composeVersion()) ?? 'none'} (just installed)`
}

async function composeVersion(): Promise<string | undefined> {
  for (const [command, ...args] of [
    ['docker-compose', 'version', '--short'],
    ['docker', 'compose', 'version', '--short'],
  ] as const) {
    const { code, output } = await runCommand(command, args, { cwd: '/' })
    if (code === 0) return `${command === 'docker' ? 'docker compose' : command} ${output.trim()}`
  }
  return undefined
}
