/** What is left out under load: nothing; presence; typing as well; receipts as well. Messages never. */
export type StrainLevel = 0 | 1 | 2 | 3

const presenceGoesMs = 60
const typingGoesMs = 200
const receiptsGoMs = 500

/** How hard the process is pressed, by how late its event loop is. One calm beat is not the end of a storm: it eases step by step. */
export class Strain {
  #level: StrainLevel = 0

  get level(): StrainLevel {
    return this.#level
  }

  /** To be told at each beat how late the loop was, in milliseconds. */
  beat(latenessMs: number): void {
    const now = levelAt(latenessMs)
    this.#level = now >= this.#level ? now : ((this.#level - 1) as StrainLevel)
  }
}

function levelAt(latenessMs: number): StrainLevel {
  if (latenessMs >= receiptsGoMs) return 3
  if (latenessMs >= typingGoesMs) return 2
  return latenessMs >= presenceGoesMs ? 1 : 0
}
