import type { PatchRoomBody, Room } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { Form, field } from '../../ui/form.tsx'

const slowModes: readonly (readonly [number, string])[] = [
  [0, 'none'],
  [5, '5 seconds'],
  [30, '30 seconds'],
  [60, 'a minute'],
  [300, '5 minutes'],
  [3600, 'an hour'],
  [21_600, '6 hours'],
]

const keepTimes: readonly (readonly [number, string])[] = [
  [0, 'for ever'],
  [7, 'a week'],
  [30, '30 days'],
  [90, '90 days'],
  [365, 'a year'],
]

/** Name, topic, pace; and for owners how long messages are kept. */
export function SettingsForm({ session, room }: { session: ChatSession; room: Room }) {
  const [saved, setSaved] = useState(false)
  const save = async (fields: FormData) => {
    setSaved(false)
    await session.client.rooms.update(room.room_id, changesOf(fields))
    setSaved(true)
  }
  return (
    <Form submit="Save" onSubmit={save}>
      <label>
        Name
        <input name="name" value={room.name} maxLength={100} required />
      </label>
      <label>
        Topic <span class="optional">optional</span>
        <input name="topic" value={room.topic} maxLength={1000} />
      </label>
      <div class="columns">
        <Choice
          name="slow"
          label="Slow mode"
          hint="How long a member waits between two messages."
          value={room.slow_mode_s ?? 0}
          choices={slowModes}
          unit="seconds"
        />
        {room.role === 'owner' && (
          <Choice
            name="keep"
            label="Messages are kept"
            hint="What is older is removed for good."
            value={room.retention_days ?? 0}
            choices={keepTimes}
            unit="days"
          />
        )}
      </div>
      {saved && <p role="status">Saved.</p>}
    </Form>
  )
}

interface ChoiceProps {
  name: string
  label: string
  hint: string
  value: number
  choices: readonly (readonly [number, string])[]
  unit: string
}

/** A value that was set elsewhere is offered as well. */
function Choice({ name, label, hint, value, choices, unit }: ChoiceProps) {
  const isOffered = choices.some(([choice]) => choice === value)
  return (
    <label>
      {label}
      <select name={name}>
        {!isOffered && (
          <option value={value} selected>
            {value} {unit}
          </option>
        )}
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice} selected={choice === value}>
            {text}
          </option>
        ))}
      </select>
      <small>{hint}</small>
    </label>
  )
}

function changesOf(fields: FormData): PatchRoomBody {
  const keep = field(fields, 'keep')
  return {
    name: field(fields, 'name') ?? '',
    topic: field(fields, 'topic') ?? '',
    slow_mode_s: Number(field(fields, 'slow') ?? 0),
    ...(keep !== undefined && { retention_days: Number(keep) }),
  }
}
