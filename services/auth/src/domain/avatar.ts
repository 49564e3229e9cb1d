import { Problem } from '@bartab/sdk/problems'

const mediaPath = /^\/media\/v1\/media\/[0-7][0-9A-HJKMNP-TV-Z]{25}$/

/** The path of an avatar on this server; other servers' pictures would tell them who looks. */
export function avatarPath(issuer: string, url: string): string {
  const path = url.startsWith(`${issuer}/`) ? url.slice(issuer.length) : url
  if (!mediaPath.test(path)) throw new Problem('AVATAR_INVALID')
  return path
}
