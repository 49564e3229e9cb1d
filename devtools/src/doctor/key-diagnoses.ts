import { commandOn } from '../cli/stack-flag.ts'
import { spanText } from '../cli/time-text.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'

/** Tokens are refused by servers whose clocks are further apart. In ms. */
const leewayMs = 30_000

/** Who signs and who verifies must have the same keys and the same time. */
export function keyDiagnoses(evidence: Evidence): Finding[] {
  const [first] = [...clocks(evidence), ...keys(evidence)]
  return first === undefined ? [] : [first]
}

function clocks({ services, now }: Evidence): Finding[] {
  const auth = services.find(({ name }) => name === 'auth')?.keys?.fetchedTs
  if (auth === undefined || Math.abs(auth - now) <= leewayMs) return []
  const side = auth > now ? 'ahead of' : 'behind'
  return [
    {
      code: 'CLOCK_DIFFERS',
      what: "auth's clock is not this machine's",
      service: 'auth',
      evidence: [`auth says ${new Date(auth).toISOString()}, ${spanText(Math.abs(auth - now))} ${side} this command`],
      fix: 'timedatectl set-ntp true, and see that nothing shifts the time of one service (env in bartab.yaml)',
      broken: true,
    },
  ]
}

function keys({ services, stackName }: Evidence): Finding[] {
  const signed = services.find(({ name }) => name === 'auth')?.keys?.kids ?? []
  if (signed.length === 0) return []
  return services.flatMap(({ name, keys: held }) => {
    if (held === undefined || held.kids.some((kid) => signed.includes(kid))) return []
    return [
      {
        code: 'KEYS_DIFFER',
        what: `${name} does not know the keys that auth signs with`,
        service: name,
        evidence: [`auth has ${signed.join(', ')}`, `${name} has ${held.kids.join(', ') || 'none'}`],
        fix: `${commandOn(stackName, 'down')} && ${commandOn(stackName, 'up')}`,
        broken: true,
      },
    ]
  })
}
