import { useState } from 'preact/hooks'

const names: Record<string, string> = { totp: 'Code from your authenticator', backup_code: 'Backup code' }

/** Which second factor, and its code; the form's fields are `method` and `code`. */
export function CodeFields({ methods, focus = false }: { methods: readonly string[]; focus?: boolean }) {
  const offered = methods.filter((method) => method in names)
  const [method, setMethod] = useState(offered[0] ?? 'totp')
  return (
    <>
      {offered.length > 1 && (
        <label>
          Kind
          <select name="method" value={method} onChange={(event) => setMethod(event.currentTarget.value)}>
            {offered.map((one) => (
              <option key={one} value={one}>
                {names[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      {offered.length <= 1 && <input type="hidden" name="method" value={method} />}
      <label>
        {names[method]}
        <input
          name="code"
          autocomplete="one-time-code"
          inputMode={method === 'totp' ? 'numeric' : 'text'}
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus={focus}
        />
      </label>
    </>
  )
}
