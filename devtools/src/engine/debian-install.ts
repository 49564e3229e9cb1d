import { existsSync } from 'node:fs'
import { runCommand } from '../check/command.ts'

/** Whether packages can be installed here with `apt-get`: Debian or a relative, and root. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}

/**
 * Installs Debian packages, refreshing the package lists where they are missing or old.
 *
 * @throws {Error} with the last words of apt-get.
 */
export async function installPackages(...packages: string[]): Promise<void> {
  const install = () => apt('install', '--yes', '--no-install-recommends', ...packages)
  let { code, output } = await install()
  if (code !== 0) {
    await apt('update')
    ;({ code, output } = await install())
  }
  if (code !== 0)
    throw new Error(`apt-get install ${packages.join(' ')}: ${output.trim().split('\n').slice(-2).join(' ')}`)
}

function apt(...args: string[]): ReturnType<typeof runCommand> {
  return runCommand('apt-get', ['--quiet', ...args], { cwd: '/', env: { DEBIAN_FRONTEND: 'noninteractive' } })
}
