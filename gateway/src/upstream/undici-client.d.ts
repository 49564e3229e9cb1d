/** The one part of undici that forwards. The whole package brings fetch, caches and mocks along: 7 MB of memory. */
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici'

  const client: typeof Client
  export default client
}
