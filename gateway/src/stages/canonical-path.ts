import type { Stage } from '../exchange.ts'
import { canonicalTarget } from '../path/canonical-path.ts'

/** Gives the path its one spelling. From here on nothing looks at `request.url`. */
export const canonicalPath: Stage = (exchange) => {
  exchange.target = canonicalTarget(exchange.request.url as string)
}
