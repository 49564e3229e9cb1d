/** On everything that a test run makes; its value is the process id of the run. */
export const sessionLabel = 'chat.bartab.test-run'

const variable = 'BARTAB_TEST_RUN'

/** Called once by the run itself; its workers inherit it. */
export function beginSession(): void {
  process.env[variable] = String(process.pid)
}

export const sessionLabels = (): Record<string, string> => ({
  [sessionLabel]: process.env[variable] ?? String(process.pid),
})
