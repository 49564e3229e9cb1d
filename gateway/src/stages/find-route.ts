import type { Stage } from '../exchange.ts'
import type { RoutingTable } from '../routing/routing-table.ts'

/** Finds the row that forwards the path. The row carries the policy for it. */
export function findRoute(table: () => RoutingTable): Stage {
  return (exchange) => {
    exchange.route = table().find(exchange.method, exchange.target.path)
  }
}
