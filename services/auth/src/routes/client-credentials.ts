import type { FastifyRequest } from 'fastify'
import type { ClientCredentials } from '../domain/client-authentication.ts'
import { OAuthFault } from '../domain/oauth-fault.ts'

interface CredentialParameters {
  client_id?: string
  client_secret?: string
}

/** The client's credentials, out of the header (`client_secret_basic`) or out of the body, but not both. */
export function credentialsOf(request: FastifyRequest, body: CredentialParameters): ClientCredentials {
  const basic = basicCredentials(request.headers.authorization)
  if (basic === undefined) return { clientId: body.client_id, clientSecret: body.client_secret }
  if (body.client_secret !== undefined || (body.client_id !== undefined && body.client_id !== basic.clientId)) {
    throw new OAuthFault('invalid_request', 'the client is named in the header and in the body')
  }
  return basic
}

function basicCredentials(header: string | undefined): ClientCredentials | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  if (id === undefined || secret === undefined) throw malformed()
  return { clientId: decoded(id), clientSecret: decoded(secret) }
}

// RFC 6749, 2.3.1: both halves are form encoded first
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw Object.assign(malformed(), { cause })
  }
}

function malformed(): OAuthFault {
  return new OAuthFault('invalid_request', 'the authorization header is malformed')
}
