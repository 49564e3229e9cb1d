import { useState } from 'preact/hooks'
import type { ChatSession } from '../../session/chat-session.ts'
import { Icon } from '../../ui/icon.tsx'
import { AuditPart } from './audit-part.tsx'
import { BotsPart } from './bots-part.tsx'
import { InvitesPart } from './invites-part.tsx'
import { PeoplePart } from './people-part.tsx'

const parts = { People: PeoplePart, Invites: InvitesPart, Bots: BotsPart, Audit: AuditPart } as const
type PartName = keyof typeof parts

/** Looking after the server: who is here, who may come, which bots there are, and who did what. */
export function AdminView({ session }: { session: ChatSession }) {
  const [open, setOpen] = useState<PartName>('People')
  const Part = parts[open]
  return (
    <main class="admin" aria-label="This server">
      <header class="room-header">
        <a class="back" href="#/" aria-label="Back to the rooms">
          <Icon name="back" size={22} />
        </a>
        <div class="what">
          <h1>This server</h1>
        </div>
      </header>
      <div class="tabs" role="tablist" aria-label="Parts">
        {(Object.keys(parts) as PartName[]).map((name) => (
          <button type="button" role="tab" key={name} aria-selected={name === open} onClick={() => setOpen(name)}>
            {name}
          </button>
        ))}
      </div>
      <section role="tabpanel" aria-label={open}>
        <Part session={session} />
      </section>
    </main>
  )
}
