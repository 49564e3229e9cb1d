import type { Metrics } from '@bartab/kit'
import type { Holds } from '../stages/wait-for-hand-over.ts'
import type { Health } from './replica-health.ts'
import type { Upstreams } from './upstreams.ts'

const states: readonly Health[] = ['ready', 'unready', 'away']

/** What `/metrics` shows of the services behind: which replicas are well, how busy they are, how many connections are open. */
export function measureUpstreams(metrics: Metrics, upstreams: Upstreams, holds: Holds): void {
  const replicas = () =>
    upstreams.all.flatMap(({ service, replicas }) => replicas.map((replica) => ({ service, replica })))
  const health = 'Replicas by state: 1 for the state that each is in'
  metrics.gauge('gateway_replica_health', health, ['service', 'origin', 'state'], (gauge) => {
    gauge.reset()
    for (const { service, replica } of replicas()) {
      const { origin } = replica
      for (const state of states) gauge.set({ service, origin, state }, replica.health === state ? 1 : 0)
    }
  })
  metrics.gauge('gateway_replica_requests', 'Requests in flight at each replica', ['service', 'origin'], (gauge) => {
    gauge.reset()
    for (const { service, replica } of replicas()) gauge.set({ service, origin: replica.origin }, replica.inFlight)
  })
  const open = 'Connections to each replica: for calls, polls and bodies, in use or idle'
  metrics.gauge('gateway_replica_connections', open, ['service', 'origin', 'lane', 'state'], (gauge) => {
    gauge.reset()
    for (const { service, replica } of replicas()) {
      for (const [lane, { open, idle }] of Object.entries(replica.connections)) {
        const labels = { service, origin: replica.origin, lane }
        gauge.set({ ...labels, state: 'idle' }, idle)
        gauge.set({ ...labels, state: 'in_use' }, open - idle)
      }
    }
  })
  metrics.gauge(
    'gateway_waiting_requests',
    'Requests that wait for a service to be handed over',
    ['service'],
    (gauge) => {
      for (const [service, hold] of Object.entries(holds)) gauge.set({ service }, hold.waiting)
    },
  )
  metrics.gauge(
    'gateway_retiring_upstreams',
    'Places that a service left and that still finish requests',
    [],
    (gauge) => gauge.set(upstreams.retiring.size),
  )
}
