import type { UserProfile } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { useLoaded } from '../../ui/use-loaded.ts'

/** Everybody with an account: which role they have, and whether they may log in. */
export function PeoplePart({ session }: { session: ChatSession }) {
  const { people, roles } = session.client
  const everyone = useLoaded(session, () => Array.fromAsync(people.all()))
  const offered = useLoaded(session, async () => (await roles.list()).roles.map(({ name }) => name))
  const [recovery, setRecovery] = useState<{ name: string; url: string }>()
  const recover = async ({ user_id, display_name }: UserProfile) => {
    const { url } = await people.recovery(user_id)
    setRecovery({ name: display_name, url })
  }
  if (everyone.value === undefined) return <p aria-busy="true">One moment…</p>
  return (
    <>
      {recovery && (
        <CopyField
          key={recovery.url}
          label={`Send this to ${recovery.name} alone: it sets a new password, once. It is shown only now.`}
          value={recovery.url}
        />
      )}
      <ul class="choices">
        {everyone.value
          .filter(({ deleted, role }) => !deleted && role !== 'bot')
          .map((person) => (
            <Person
              key={person.user_id}
              person={person}
              isOneself={person.user_id === session.me.user_id}
              roles={(offered.value ?? []).filter((name) => name !== 'bot')}
              onRole={(role) => void everyone.after(() => people.update(person.user_id, { role }))}
              onDisabled={(disabled) => void everyone.after(() => people.update(person.user_id, { disabled }))}
              onRecovery={() => void session.prove(() => recover(person))}
            />
          ))}
      </ul>
    </>
  )
}

interface PersonProps {
  person: UserProfile
  isOneself: boolean
  roles: readonly string[]
  onRole: (role: string) => void
  onDisabled: (disabled: boolean) => void
  onRecovery: () => void
}

function Person({ person, isOneself, roles, onRole, onDisabled, onRecovery }: PersonProps) {
  const { user_id, username, display_name, avatar_url, role, disabled = false } = person
  const setDisabled = () => {
    const consents = disabled || confirm(`${display_name} is logged out everywhere and cannot log in again. Go on?`)
    if (consents) onDisabled(!disabled)
  }
  return (
    <li>
      <Avatar id={user_id} name={display_name} picture={avatar_url} />
      <div>
        <strong>{display_name}</strong>
        <small>
          @{username}
          {disabled && ' · may not log in'}
        </small>
      </div>
      {isOneself ? (
        <span class="tag">{role}, you</span>
      ) : (
        <>
          <select
            aria-label={`Role of ${display_name}`}
            value={role}
            onChange={({ currentTarget }) => {
              onRole(currentTarget.value)
              // It stands as it was until the server has agreed.
              currentTarget.value = role
            }}
          >
            {[...new Set([role, ...roles])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <button type="button" class="small" onClick={onRecovery} aria-label={`New password for ${display_name}`}>
            New password
          </button>
          <button type="button" class="small" onClick={setDisabled}>
            {disabled ? 'Let in again' : 'Disable'}
          </button>
        </>
      )}
    </li>
  )
}
