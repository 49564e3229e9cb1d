import { HTTPParser } from 'node:_http_common'

/** Told what a parser finds. */
export interface ParserOwner {
  onHeaderPart(headers: string[]): void
  onHead(status: number, headers: readonly string[] | undefined, keepAlive: boolean): number
  onPiece(piece: Buffer): void
  onComplete(): void
}

/** A parser, and whose answer it reads at this moment. */
export type OwnedParser = HTTPParser & { owner: ParserOwner }

/** How many wait for their next use. An answer that came whole needs one for no longer than it takes to read it. */
const mostFree = 64
const free: OwnedParser[] = []

export function takeParser(): OwnedParser {
  return free.pop() ?? newParser()
}

/** It must not be at work. */
export function giveBackParser(parser: OwnedParser): void {
  parser.owner = nobody
  if (free.length < mostFree) free.push(parser)
  else parser.close()
}

function newParser(): OwnedParser {
  const parser: OwnedParser = Object.assign(new HTTPParser(), { owner: nobody })
  parser[HTTPParser.kOnHeaders] = (headers: string[]) => parser.owner.onHeaderPart(headers)
  parser[HTTPParser.kOnHeadersComplete] = (...said: HeadArguments) => parser.owner.onHead(said[5], said[2], said[8])
  parser[HTTPParser.kOnBody] = (piece: Buffer) => parser.owner.onPiece(piece)
  parser[HTTPParser.kOnMessageComplete] = () => parser.owner.onComplete()
  return parser
}

const nobody: ParserOwner = { onHeaderPart() {}, onHead: () => 0, onPiece() {}, onComplete() {} }

type HeadArguments = [
  major: number,
  minor: number,
  headers: string[] | undefined,
  method: undefined,
  url: undefined,
  status: number,
  reason: string,
  upgrade: boolean,
  keepAlive: boolean,
]
