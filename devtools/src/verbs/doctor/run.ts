import { exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { examine } from '../../doctor/examine.ts'
import type { Finding } from '../../doctor/finding.ts'
import { mendFindings } from '../../doctor/mend.ts'

export async function run(context: Context, input: Input): Promise<number> {
  const examination = { trial: input.flag('trial') }
  const first = await examine(context, examination)
  const mended = input.flag('fix') ? await mendFindings(context, first) : []
  const findings = mended.length === 0 ? first : await examine(context, examination)
  const bundle = input.text('bundle')
  if (bundle !== undefined) {
    const { writeBundle } = await import('../../doctor/bundle.ts')
    await writeBundle(context, bundle, findings)
  }
  const { terminal, stackName } = context
  const document = { schema: 1, stack: stackName, findings, mended, ...(bundle === undefined ? {} : { bundle }) }
  terminal.result(document, [...mended.map((line) => `mended: ${line}`), ...verdict(stackName, findings)])
  if (bundle !== undefined) terminal.say(`the support archive is ${bundle}: look into it before you send it`)
  return findings.length === 0 ? exitCodes.ok : exitCodes.drift
}

function verdict(stackName: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [`${stackName} is sound`]
  const safe = findings.some(({ mend }) => mend !== undefined)
  return [
    ...findings.flatMap(findingLines),
    ...(safe ? [`${commandOn(stackName, 'doctor --fix')} mends what is safe to mend`] : []),
  ]
}

function findingLines({ code, what, evidence, fix }: Finding): string[] {
  return [`✗ ${what} [${code}]`, ...evidence.map((line) => `    ${line}`), `    mend it: ${fix}`]
}
