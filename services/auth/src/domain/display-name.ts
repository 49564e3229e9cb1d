import { Problem } from '@bartab/sdk/problems'

const maxCharacters = 64

// control, format (joins and direction marks among them), surrogate, private use, unassigned, line and paragraph ends
const unprintable = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u

/** Trims a display name and refuses what could not be seen or would turn the text around it. */
export function cleanDisplayName(input: string): string {
  const name = input.normalize('NFC').trim().replace(/\s+/gu, ' ')
  const length = [...name].length
  if (length === 0 || length > maxCharacters || unprintable.test(input)) throw new Problem('DISPLAY_NAME_INVALID')
  return name
}
