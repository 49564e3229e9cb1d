import { Type } from '@bartab/sdk/type'

/** A TCP port. 0 lets the system choose one. */
export const Port = () => Type.Integer({ minimum: 0, maximum: 65_535 })

/** Scheme, host and port of an HTTP server, without a trailing slash: `http://auth:8080`. */
export const Origin = () =>
  Type.String({
    pattern: '^https?://[^/?#@\\s]+$',
    description: 'an http or https address without a path or a trailing slash, such as http://127.0.0.1:8008',
  })

/** A host name or an IP address to listen on. */
export const Host = () =>
  Type.String({
    pattern: '^[A-Za-z0-9.:_-]{1,253}$',
    description: 'an IP address or a host name',
  })

/** A value out of a closed list. */
export const OneOf = <T extends string>(...values: readonly T[]) => Type.Unsafe<T>(Type.String({ enum: [...values] }))

/** A comma separated list in the environment, an array of strings in the config. */
export const CommaList = (item = Type.String({ minLength: 1 })) => Type.Array(item)
