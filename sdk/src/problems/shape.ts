/** One kind of failure. Its key in the catalogue is the `code` that clients switch on. */
export interface ProblemShape {
  /** HTTP status of the answer. */
  status: number
  /** What failed, in a few words; the same for every occurrence. */
  title: string
  /** What the caller can do about it. */
  fix: string
}
