/** The parser that `node:http` itself reads answers with (llhttp). Node exports it; its types do not say so. */
declare module 'node:_http_common' {
  /** Names and values in turn; undefined where they came in parts, to `kOnHeaders`. */
  type RawHeaders = string[] | undefined

  export class HTTPParser {
    static readonly RESPONSE: number
    static readonly kOnHeaders: number
    static readonly kOnHeadersComplete: number
    static readonly kOnBody: number
    static readonly kOnMessageComplete: number
    static readonly kLenientNone: number;

    /** What is called at each step. A true answer to `kOnHeadersComplete` means that no body follows. */
    [step: number]: (...args: never[]) => unknown
    initialize(type: number, resource: object, maxHeaderSize: number, lenient: number): void
    /** @returns the fault, where the bytes are no answer. */
    execute(bytes: Uint8Array): number | Error
    /** The connection ended. @returns the fault, where it ended in the middle of an answer. */
    finish(): Error | undefined
    close(): void
  }
}
