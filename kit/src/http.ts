/**
 * `node:http` as `require` has it. An `import` reads whatever a module exports; of this one that is `WebSocket` too, for
 * which Node loads all of `fetch`: 4 MB and 20 ms of each server, none of which uses it.
 *
 * @see docs/decisions/0041-memory-of-an-idle-server.md
 */
export const http = process.getBuiltinModule('node:http')
