import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'

const headBytes = 4096
const markup =
  /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|\?xml|html|head|body|script|svg|iframe|title|style|table|a|b|h1|div|font|br|p|img)\b/i

/**
 * What a file is, by its content alone; what its sender claims is not asked.
 * Text that a browser might take for markup is named as such, so that it becomes a download.
 */
export async function sniffType(path: string): Promise<string> {
  const found = await fileTypeFromFile(path)
  if (found !== undefined && found.mime !== 'application/xml') return found.mime
  return textType(await head(path))
}

/** The type of content that no signature names: plain text, markup, or just bytes. */
export function textType(head: Uint8Array): string {
  const text = asText(head)
  if (text === undefined) return 'application/octet-stream'
  if (/<svg[\s>]/i.test(text) && markup.test(text)) return 'image/svg+xml'
  if (/^\s*<\?xml\b/i.test(text)) return 'application/xml'
  return markup.test(text) ? 'text/html' : 'text/plain; charset=utf-8'
}

// the last few bytes may be the first half of a letter
function asText(head: Uint8Array): string | undefined {
  const end = head.length < headBytes ? head.length : head.length - 3
  for (let cut = end; cut <= head.length; cut++) {
    const text = decode(head.subarray(0, cut))
    if (text !== undefined) return isPrintable(text) ? text : undefined
  }
  return undefined
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isPrintable(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells bytes from text
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)
}

async function head(path: string): Promise<Uint8Array> {
  await using handle = await open(path, 'r')
  const buffer = new Uint8Array(headBytes)
  const { bytesRead } = await handle.read(buffer, 0, headBytes, 0)
  return buffer.subarray(0, bytesRead)
}
