import { type Static, Type } from '../../type.ts'
import { scopes, Timestamp } from '../common.ts'

const RedirectUris = Type.Array(Type.String({ minLength: 1, maxLength: 2_048 }), { maxItems: 20, uniqueItems: true })

/** `POST /auth/v1/clients`: registers an application that people may let act for them. */
export const CreateClientBody = Type.Object(
  {
    name: Type.String({ maxLength: 256 }),
    /** Compared character by character: https, http on the own machine, or a scheme of the application's own. */
    redirect_uris: Type.Array(RedirectUris.items, { minItems: 1, maxItems: 20, uniqueItems: true }),
    post_logout_redirect_uris: Type.Optional(RedirectUris),
    /** What it may ask people for. Default `openid profile`. */
    scopes: Type.Optional(
      Type.Array(Type.Enum([...scopes.filter((scope) => scope !== 'bot'), 'openid', 'profile', 'offline_access']), {
        minItems: 1,
        maxItems: 16,
        uniqueItems: true,
      }),
    ),
    /** Whether it runs where it can keep no secret: in a browser, on a telephone. Default false. */
    public: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type CreateClientBody = Static<typeof CreateClientBody>

/** A new application. The secret, which a public one has none of, is shown here and never again. */
export const CreatedClient = Type.Object({ client_id: Type.String(), client_secret: Type.Optional(Type.String()) })
export type CreatedClient = Static<typeof CreatedClient>

export const ClientSummary = Type.Object({
  client_id: Type.String(),
  name: Type.String(),
  public: Type.Boolean(),
  scopes: Type.Array(Type.String()),
  redirect_uris: Type.Array(Type.String()),
  post_logout_redirect_uris: Type.Array(Type.String()),
  created_by: Type.String(),
  created_ts: Timestamp,
})
export type ClientSummary = Static<typeof ClientSummary>

/** `GET /auth/v1/clients`. */
export const ClientList = Type.Object({ clients: Type.Array(ClientSummary) })
export type ClientList = Static<typeof ClientList>
