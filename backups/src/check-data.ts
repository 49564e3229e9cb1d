import { join } from 'node:path'
import { countText } from '@bartab/kit/cli'
import { CopiedDatabase } from './copied-database.ts'
import type { RestorableBackup } from './open-backup.ts'

/** One thing that was looked at, and what was found. */
export interface DataCheck {
  name: 'log' | 'people' | 'files'
  ok: boolean
  detail: string
}

/** What the databases of a backup, staged in a folder, say together: nothing that one names is missing in another. */
export function checkData(backup: RestorableBackup, staging: string): DataCheck[] {
  using chat = open(staging, 'chat')
  using media = open(staging, 'media')
  using auth = open(staging, 'auth')
  return [checkLog(chat, backup), checkPeople(chat, auth), checkFiles(chat, media, backup)]
}

const open = (staging: string, name: string) => new CopiedDatabase(join(staging, `${name}.sqlite`), name)

function checkLog(chat: CopiedDatabase, { manifest }: RestorableBackup): DataCheck {
  const [row] = chat.all<{ n: number; head: number }>('SELECT count(*) AS n, coalesce(max(seq), 0) AS head FROM event')
  const { n = 0, head = 0 } = row ?? {}
  const ok = n === head && head === manifest.log.head
  const promised = `the manifest says ${manifest.log.head}`
  return {
    name: 'log',
    ok,
    detail: ok ? `${countText(n, 'event')} without a gap` : `${n} events up to ${head}; ${promised}`,
  }
}

/** Those who are or were in a room. Webhooks and the operator speak without being members. */
const members = "SELECT DISTINCT user_id FROM member JOIN user_name USING (user_no) WHERE user_id <> 'operator'"

function checkPeople(chat: CopiedDatabase, auth: CopiedDatabase): DataCheck {
  const known = new Set(auth.all<{ user_id: string }>('SELECT user_id FROM user').map(({ user_id }) => user_id))
  const named = chat.all<{ user_id: string }>(members).map(({ user_id }) => user_id)
  const lacking = named.filter((id) => !known.has(id))
  const whole = countText(named.length, 'person in a room has an account', 'people in rooms have accounts')
  const detail = lacking.length === 0 ? whole : `no account: ${some(lacking)}`
  return { name: 'people', ok: lacking.length === 0, detail }
}

const reference = /(?:\/media\/v1\/media\/|"media_id":")([0-7][0-9A-HJKMNP-TV-Z]{25})/g

function checkFiles(chat: CopiedDatabase, media: CopiedDatabase, { manifest }: RestorableBackup): DataCheck {
  const uploaded = new Set(media.all<{ media_id: string }>('SELECT media_id FROM media').map((row) => row.media_id))
  const contents = chat.all<{ content: string }>("SELECT content FROM event WHERE content LIKE '%media%'")
  const named = contents.flatMap(({ content }) => Array.from(content.matchAll(reference), ([, id = '']) => id))
  const held = new Set(manifest.files.map(({ path }) => path))
  const blobs = media.blobs().map((blob) => `blobs/${blob.blob_class}/${blob.sha256.slice(0, 2)}/${blob.sha256}`)
  const lost = blobs.filter(
    (path) => !held.has(`media/${path}`) && !manifest.warnings.some((line) => line.includes(path)),
  )
  const lacking = [...new Set(named.filter((id) => !uploaded.has(id))), ...lost]
  const whole = `${countText(new Set(named).size, 'file')} that messages name, ${countText(blobs.length, 'blob')}`
  return { name: 'files', ok: lacking.length === 0, detail: lacking.length === 0 ? whole : `lost: ${some(lacking)}` }
}

const some = (list: readonly string[]): string =>
  `${list.slice(0, 5).join(', ')}${list.length > 5 ? ` and ${list.length - 5} more` : ''}`
