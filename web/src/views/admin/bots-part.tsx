import type { BotCredentials, BotSummary } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { Form, field } from '../../ui/form.tsx'
import { useLoaded } from '../../ui/use-loaded.ts'

/** The bots of the server, and credentials for new ones. */
export function BotsPart({ session }: { session: ChatSession }) {
  const { bots } = session.client
  const [made, setMade] = useState<BotCredentials>()
  const { value, reload, after } = useLoaded(session, async () => (await bots.list()).bots)
  const make = async (fields: FormData) => {
    const display_name = field(fields, 'display_name')
    const body = { name: field(fields, 'name') ?? '', ...(display_name !== undefined && { display_name }) }
    setMade(await session.stepUp.around(() => bots.create(body)))
    await reload()
  }
  const remove = ({ bot_id, display_name }: BotSummary) => {
    if (confirm(`Remove ${display_name}? Its credentials are worth nothing from then on.`)) {
      void after(() => bots.remove(bot_id))
    }
  }
  return (
    <>
      {value === undefined && <p aria-busy="true">One moment…</p>}
      {value?.length === 0 && <p class="hint">No bots yet.</p>}
      <ul class="choices">
        {value?.map((bot) => (
          <li key={bot.bot_id}>
            <div>
              <strong>{bot.display_name}</strong>
              <small>
                @{bot.name} · {lastUseOf(bot)}
              </small>
            </div>
            <button type="button" class="small" onClick={() => remove(bot)} aria-label={`Remove ${bot.display_name}`}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      {made && (
        <>
          <CopyField label="Its client_id:" value={made.client_id} />
          <CopyField label="Its client_secret. It is shown only now:" value={made.client_secret} />
        </>
      )}
      <h2>A new bot</h2>
      <Form key={made?.bot_id} submit="Make credentials" onSubmit={make}>
        <div class="columns">
          <label>
            Name
            <input name="name" maxLength={32} required placeholder="such as: snail-race" autocapitalize="none" />
          </label>
          <label>
            Shown as <span class="optional">optional</span>
            <input name="display_name" maxLength={64} />
          </label>
        </div>
        <p class="hint">
          For a bot that runs elsewhere. One that this server runs is added with <code>bartab bot add</code>.
        </p>
      </Form>
    </>
  )
}

function lastUseOf({ secrets }: BotSummary): string {
  const last = Math.max(0, ...secrets.map(({ last_used_ts = 0 }) => last_used_ts))
  return last === 0 ? 'never logged in' : `logged in ${new Date(last).toLocaleString()}`
}
