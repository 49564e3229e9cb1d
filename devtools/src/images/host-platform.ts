import type { Platform } from './closure.ts'

/** The platform that containers run on when the engine is on this host. */
export const containerPlatform: Platform = { os: 'linux', cpu: process.arch, libc: 'glibc' }

/** Whether packages installed on this host run in a container: Linux with glibc. Elsewhere the image build installs its own. */
export function hostPackagesRunInContainers(): boolean {
  if (process.platform !== 'linux') return false
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime !== undefined
}
