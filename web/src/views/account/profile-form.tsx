import type { UserProfile } from '@bartab/sdk/schemas'
import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Form, field } from '../../ui/form.tsx'
import { useObservable } from '../../ui/use-observable.ts'

/** The name and the picture by which others know one. */
export function ProfileForm({ session }: { session: ChatSession }) {
  const { me, client, people } = session
  const shown: UserProfile = useObservable(people.known)[me.user_id] ?? me
  const [saved, setSaved] = useState(0)
  const save = async (fields: FormData) => {
    const picture = await uploaded(session, fields)
    const display_name = field(fields, 'display_name') ?? shown.display_name
    people.meetAgain(await client.auth.updateMe({ display_name, ...picture }))
    setSaved(saved + 1)
  }
  return (
    <Form key={saved} submit="Save" onSubmit={save}>
      <div class="face">
        <Avatar id={me.user_id} name={shown.display_name} picture={shown.avatar_url} />
        <span>@{me.username}</span>
      </div>
      <label>
        Name
        <input name="display_name" autocomplete="nickname" maxLength={64} value={shown.display_name} required />
      </label>
      <label>
        Picture <span class="optional">everyone may see it</span>
        <input name="picture" type="file" accept="image/png,image/jpeg,image/webp,image/gif" />
      </label>
      {shown.avatar_url !== undefined && (
        <label class="check">
          <input name="no_picture" type="checkbox" /> Without a picture
        </label>
      )}
      {saved > 0 && <p role="status">Saved.</p>}
    </Form>
  )
}

async function uploaded({ client }: ChatSession, fields: FormData): Promise<{ avatar_url?: string | null }> {
  if (fields.has('no_picture')) return { avatar_url: null }
  const file = fields.get('picture')
  if (!(file instanceof File) || file.size === 0) return {}
  return { avatar_url: (await client.media.upload(file, { public: true, filename: file.name })).url }
}
