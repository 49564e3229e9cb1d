interface Check {
  name: string
  status: string
  detail?: string
}

/** The checks of a `/readyz` answer that fail. */
export const failingChecks = (body: string): Check[] => checksOf(body).filter(({ status }) => status !== 'ok')

/** What checks of a `/readyz` answer that do not fail have to say, by the check's name. */
export function remarksOf(body: string): Map<string, string> {
  const passing = checksOf(body).filter(({ status }) => status === 'ok')
  return new Map(passing.flatMap(({ name, detail }) => (detail === undefined ? [] : [[name, detail] as const])))
}

function checksOf(body: string): Check[] {
  try {
    return (JSON.parse(body) as { checks?: Check[] }).checks ?? []
  } catch {
    return []
  }
}
