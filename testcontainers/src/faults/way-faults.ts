import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificate, FaultyProxy, ProxyMode } from '../faulty-proxy.ts'
import type { OperatedStack } from '../operated-stack.ts'
import type { SeededFault } from './seeded-fault.ts'

type Undo = () => Promise<unknown> | unknown

/** A fault of the way from the public URL to the gateway, with a proxy on it. */
export interface WayFault extends Omit<SeededFault, 'seed'> {
  seed(proxy: FaultyProxy, stack: OperatedStack): Promise<Undo>
}

const mode =
  (wanted: ProxyMode) =>
  async (proxy: FaultyProxy): Promise<Undo> => {
    proxy.mode = wanted
    return () => {
      proxy.mode = 'sound'
    }
  }

const certificate =
  (wanted: Certificate) =>
  async (proxy: FaultyProxy): Promise<Undo> => {
    proxy.present(wanted)
    return () => proxy.present('good')
  }

/** The settings of a stack behind the proxy, and what goes with them. */
export function settleBehind(proxy: FaultyProxy, stack: OperatedStack, more = 'trusted_proxies: [127.0.0.1]'): void {
  const file = join(stack.home, 'bartab.yaml')
  writeFileSync(file, `public_url: ${proxy.url}\n${more}\n`)
  stack.env['BARTAB_CONFIG'] = file
}

export const wayFaults: readonly WayFault[] = [
  {
    when: 'the proxy does not run',
    code: 'PUBLIC_URL_REFUSED',
    evidence: /ECONNREFUSED/,
    fix: /^start the proxy/,
    async seed(proxy) {
      await proxy.close()
      return async () => await proxy.open()
    },
  },
  {
    when: 'something at the public URL takes connections and says nothing',
    code: 'PUBLIC_URL_SILENT',
    evidence: /https:\/\/localhost/,
    fix: /firewall/,
    seed: async (proxy) => await proxy.replaceBySocket(() => undefined),
  },
  {
    when: 'the public URL says https and the proxy speaks http',
    code: 'PUBLIC_URL_PLAIN',
    evidence: /https:\/\/localhost/,
    fix: /serve https/,
    seed: async (proxy) => await proxy.replaceBySocket((write) => write('HTTP/1.1 400 Bad Request\r\n\r\n')),
  },
  {
    when: 'the certificate has expired',
    code: 'CERTIFICATE_EXPIRED',
    evidence: /expired/,
    fix: /^renew it/,
    seed: certificate('expired'),
  },
  {
    when: 'the certificate is self-signed',
    code: 'CERTIFICATE_UNTRUSTED',
    evidence: /self-signed/,
    fix: /certificate authority/,
    seed: certificate('self-signed'),
  },
  {
    when: 'the certificate is for another name',
    code: 'CERTIFICATE_NAME',
    evidence: /localhost/,
    fix: /certificate for this name/,
    seed: certificate('other-name'),
  },
  {
    when: 'another server answers at the public URL',
    code: 'PUBLIC_URL_ELSEWHERE',
    evidence: /is no chat/,
    fix: /lead to this chat/,
    seed: mode('elsewhere'),
  },
  {
    when: 'the proxy does not find the gateway',
    code: 'PROXY_CANNOT_REACH',
    evidence: /502/,
    fix: /^point the proxy to http/,
    seed: mode('unreachable'),
  },
  {
    when: 'the public URL redirects to another one',
    code: 'PUBLIC_URL_REDIRECTS',
    evidence: /redirects to https:\/\/www/,
    fix: /^set public_url to https:\/\/www\.localhost/,
    seed: mode('redirects'),
  },
  {
    when: 'the proxy takes small uploads alone',
    code: 'PROXY_UPLOAD_LIMIT',
    evidence: /the same works at the gateway itself/,
    fix: /client_max_body_size/,
    seed: mode('small-uploads'),
  },
  {
    when: 'the proxy collects answers before it passes them on',
    code: 'PROXY_BUFFERS',
    evidence: /did not come through/,
    fix: /proxy_buffering off/,
    seed: mode('collects-answers'),
  },
  {
    when: 'the proxy keeps the tokens to itself',
    code: 'PROXY_DROPS_TOKENS',
    evidence: /the same works at the gateway itself/,
    fix: /Authorization/,
    seed: mode('drops-tokens'),
  },
  {
    when: 'the gateway does not know the proxy',
    code: 'PROXY_NOT_TRUSTED',
    evidence: /was counted for 127\.0\.0\.1/,
    fix: /^trusted_proxies: \[127\.0\.0\.1\]/,
    async seed(proxy, stack) {
      settleBehind(proxy, stack, '')
      await stack.print('up')
      return async () => {
        settleBehind(proxy, stack)
        await stack.print('up')
      }
    },
  },
  {
    when: 'the name in the public URL is nobody’s',
    code: 'PUBLIC_NAME_UNKNOWN',
    evidence: /ENOTFOUND|EAI_AGAIN/,
    fix: /^make a DNS record/,
    async seed(proxy, stack) {
      writeFileSync(join(stack.home, 'bartab.yaml'), 'public_url: https://chat.invalid\n')
      await stack.print('up')
      return async () => {
        settleBehind(proxy, stack)
        await stack.print('up')
      }
    },
  },
]
