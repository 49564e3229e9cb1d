import type { OperatedStack } from './operated-stack.ts'

export interface Found {
  code: string
  what: string
  evidence: string[]
  fix: string
}

/** What `bartab doctor` finds. */
export async function examined(stack: OperatedStack, ...options: string[]): Promise<Found[]> {
  const { code, stdout, stderr } = await stack.run(['doctor', '--json', ...options])
  if (code !== 0 && code !== 2) throw new Error(`bartab doctor ended with ${code}:\n${stderr}${stdout}`)
  const { findings } = JSON.parse(stdout) as { findings: Found[] }
  if ((findings.length === 0) !== (code === 0)) throw new Error(`exit code ${code} with ${findings.length} findings`)
  return findings
}
