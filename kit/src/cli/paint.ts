import { styleText } from 'node:util'

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong'
export type Paint = (tone: Tone, text: string) => string

const tones = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', strong: 'bold' } as const

/** Colour is never the only carrier of a meaning: every painted word says the same without it. */
export const vividPaint: Paint = (tone, text) => styleText(tones[tone], text, { validateStream: false })

export const plainPaint: Paint = (_tone, text) => text
