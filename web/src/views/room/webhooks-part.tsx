import type { Room, Webhook } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { Form, field } from '../../ui/form.tsx'
import { useLoaded } from '../../ui/use-loaded.ts'

/** Ways in and out of the room for programs that are no bots. */
export function WebhooksPart({ session, room }: { session: ChatSession; room: Room }) {
  const { webhooks } = session.client
  const [made, setMade] = useState<Webhook>()
  const { value, reload, after } = useLoaded(session, () => webhooks.list(room.room_id))
  const make = async (fields: FormData) => {
    const [name, url] = [field(fields, 'hook'), field(fields, 'url')]
    setMade(await webhooks.create(room.room_id, { ...(name && { name }), ...(url && { url }) }))
    await reload()
  }
  const remove = ({ name, webhook_id }: Webhook) => {
    if (confirm(`Remove the webhook “${name}”? What uses it stops working.`)) {
      void after(() => webhooks.remove(room.room_id, webhook_id))
    }
  }
  return (
    <>
      <ul class="choices">
        {value?.map((hook) => (
          <li key={hook.webhook_id}>
            <div>
              <span>{hook.name}</span>
              <small>{hook.direction === 'incoming' ? 'posts to this room' : `is told at ${hook.url}`}</small>
              {hook.last_error && <small class="bad">{hook.last_error}</small>}
            </div>
            <button type="button" class="small" onClick={() => remove(hook)} aria-label={`Remove ${hook.name}`}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      {made && <MadeWebhook webhook={made} />}
      <Form key={made?.webhook_id} submit="Make a webhook" onSubmit={make}>
        <div class="columns">
          <label>
            Name
            <input name="hook" maxLength={80} required placeholder="such as: build server" />
          </label>
          <label>
            Tell this address <span class="optional">optional</span>
            <input name="url" type="url" maxLength={2000} placeholder="https://" />
          </label>
        </div>
        <p class="hint">
          Without an address, programs post to this room; forms made for Slack and Discord are understood.
        </p>
      </Form>
    </>
  )
}

function MadeWebhook({ webhook: { direction, url = '', secret = '' } }: { webhook: Webhook }) {
  return direction === 'incoming' ? (
    <CopyField label="Post to this address. It is shown only now:" value={url} />
  ) : (
    <CopyField label="What is sent is signed with this secret. It is shown only now:" value={secret} />
  )
}
