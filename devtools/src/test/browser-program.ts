import { runCommand } from '../check/command.ts'
import { canInstallPackages, installPackages } from '../engine/debian-install.ts'

/** Sees to it that a browser is there for the tests of the web client. Answers in a few words what there is. */
export async function installBrowser(): Promise<string> {
  const found = await browserVersion()
  if (found !== undefined) return found
  if (!canInstallPackages()) return 'none here, and none can be installed: its tests will say how to get one'
  await installPackages('chromium')
  return `${(await browserVersion()) ?? 'none'} (just installed)`
}

async function browserVersion(): Promise<string | undefined> {
  for (const program of ['chromium', 'google-chrome']) {
    const { code, output } = await runCommand(program, ['--version'], { cwd: '/' })
    if (code === 0) return output.trim()
  }
  return undefined
}
