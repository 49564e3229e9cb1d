import { request } from 'undici'

/** An answer is asked for anew after this long, so that a flood of questions costs the services little. Milliseconds. */
const rememberedMs = 500
const timeoutMs = 1_500

/** Asks a service whether it is ready. Used as a readiness check: throws with the reason. */
export function serviceReadiness(origin: string, clock: () => number): () => Promise<void> {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<void> | undefined
  return () => {
    if (answer === undefined || clock() - asked > rememberedMs) {
      asked = clock()
      answer = askReadiness(origin)
      answer.catch(() => {})
    }
    return answer
  }
}

async function askReadiness(origin: string): Promise<void> {
  const { statusCode, body } = await reach(origin)
  const text = await body.text()
  if (statusCode !== 200) throw new Error(reasonIn(text) ?? `it answers ${statusCode}`)
}

async function reach(origin: string) {
  try {
    return await request(`${origin}/readyz`, { headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
  } catch (error) {
    throw new Error(`it cannot be reached (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})`, {
      cause: error,
    })
  }
}

/** The reasons that a service gives for not being ready. */
function reasonIn(text: string): string | undefined {
  try {
    const { checks } = JSON.parse(text) as { checks: { name: string; status: string; detail?: string }[] }
    const failing = checks.filter(({ status }) => status !== 'ok')
    return (
      failing.map(({ name, detail }) => (detail === undefined ? name : `${name}: ${detail}`)).join('; ') || undefined
    )
  } catch {
    return undefined
  }
}
