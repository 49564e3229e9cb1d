/** The word that somebody may have meant; nothing where none is near. */
export function nearMiss(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, off: distance(word, name) }))
    .filter(({ off }) => off <= 2)
    .sort((a, b) => a.off - b.off)
  return best?.name
}

/** 0 for a part of the word, else how many letters are not in both, in whatever order. */
function distance(word: string, name: string): number {
  if (name.startsWith(word.slice(0, 3)) || name.includes(word) || word.includes(name)) return 0
  const left = [...name]
  const shared = [...word].filter((letter) => left.includes(letter) && left.splice(left.indexOf(letter), 1))
  return shared.length < 3 ? Number.POSITIVE_INFINITY : Math.max(word.length, name.length) - shared.length
}
