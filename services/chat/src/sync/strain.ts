/** What is left out under load: nothing; presence; presence and typing. Messages never. */
export type StrainLevel = 0 | 1 | 2

const presenceGoesMs = 60
const typingGoesMs = 200

/** How hard the process is pressed, by how late its event loop is. One calm beat is not the end of a storm: it eases step by step. */
export class Strain {
  #level: StrainLevel = 0

  get level(): StrainLevel {
    return this.#level
  }

  /** To be told at each beat how late the loop was, in milliseconds. */
  beat(latenessMs: number): void {
    const now = latenessMs >= typingGoesMs ? 2 : latenessMs >= presenceGoesMs ? 1 : 0
    this.#level = now >= this.#level ? now : ((this.#level - 1) as StrainLevel)
  }
}
