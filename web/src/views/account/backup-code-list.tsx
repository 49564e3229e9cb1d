/** Ten codes, shown this once. */
export function BackupCodeList({ codes }: { codes: readonly string[] }) {
  return (
    <section aria-label="Backup codes">
      <p>
        Write these down. Each lets you in once when your authenticator is lost, and{' '}
        <strong>they are not shown again</strong>.
      </p>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
