/** One published way of making two readers of a path disagree. */
export interface TargetCase {
  name: string
  target: string
  source: string
}

/** Targets that must be refused before anything else looks at them. */
export const refusedTargets: readonly TargetCase[] = [
  { name: 'a dot segment', target: '/chat/../auth/v1/keys', source: 'RFC 3986 5.2.4' },
  { name: 'a trailing dot segment', target: '/chat/v1/..', source: 'RFC 3986 5.2.4' },
  { name: 'a single dot', target: '/chat/./v1', source: 'RFC 3986 5.2.4' },
  { name: 'an encoded dot segment', target: '/chat/%2e%2e/auth', source: 'GHSA-2q7r-29rg-6m5h' },
  { name: 'a half encoded dot segment', target: '/chat/.%2e/auth', source: 'GHSA-2q7r-29rg-6m5h' },
  { name: 'an encoded dot', target: '/chat/v1%2ejs', source: 'GHSA-2q7r-29rg-6m5h' },
  { name: 'a doubly encoded dot segment', target: '/chat/%252e%252e/auth', source: 'reply-from decodes once' },
  { name: 'a doubly encoded slash', target: '/chat/%252fauth', source: 'CVE-2026-6414' },
  { name: 'an encoded slash', target: '/chat/..%2fauth', source: 'CVE-2026-6414' },
  { name: 'an encoded slash in upper case', target: '/chat%2Fv1', source: 'CVE-2026-6414' },
  { name: 'an escape spelled in escapes', target: '/chat/%25%32%66auth', source: 'canonicalising makes %252f' },
  { name: 'a backslash', target: '/chat\\..\\auth', source: 'WHATWG URL special schemes' },
  { name: 'an encoded backslash', target: '/chat/..%5c..%5Cauth', source: 'CVE-2021-41773 kin' },
  { name: 'a NUL', target: '/chat/v1/rooms%00.js', source: 'CWE-626' },
  { name: 'an encoded newline', target: '/chat/v1%0d%0aHost:%20evil', source: 'CRLF injection' },
  { name: 'an encoded delete', target: '/chat/%7F', source: 'CWE-150' },
  { name: 'an encoded C1 control', target: '/chat/%C2%85', source: 'CWE-150' },
  { name: 'two leading slashes', target: '//evil.example/chat', source: 'fast-proxy#42' },
  { name: 'an empty segment', target: '/chat//v1', source: 'CVE-2026-22037 kin' },
  { name: 'an overlong dot', target: '/chat/%c0%ae%c0%ae/auth', source: 'CVE-2000-0884' },
  { name: 'a malformed escape', target: '/chat/%zz', source: 'decodeURIComponent throws' },
  { name: 'a truncated escape', target: '/chat/v1%2', source: 'decodeURIComponent throws' },
  { name: 'an escape that is not UTF-8', target: '/chat/%ff', source: 'decodeURIComponent throws' },
  { name: 'a %u escape', target: '/chat/%u002e%u002e/auth', source: 'IIS' },
  { name: 'a dot segment with parameters', target: '/chat/..;/auth', source: 'Tomcat, CVE-2020-5902' },
  { name: 'a dot segment with escaped parameters', target: '/chat/..%3Bx/auth', source: 'Tomcat, CVE-2020-5902' },
  { name: 'an absolute URL', target: 'http://evil.example/chat/v1', source: 'RFC 9112 3.2.2' },
  { name: 'another host by an at sign', target: '@evil.example/chat', source: 'SSRF by concatenation' },
  { name: 'an asterisk', target: '*', source: 'RFC 9112 3.2.4' },
  { name: 'nothing', target: '', source: 'RFC 9112 3.2' },
  { name: 'nothing but a query', target: '?a=b', source: 'RFC 9112 3.2' },
  { name: 'a space', target: '/chat /v1', source: 'request splitting' },
  { name: 'a fragment', target: '/chat#/../auth', source: 'readers cut it or keep it' },
  { name: 'a fragment in the query', target: '/chat?a#b', source: 'readers cut it or keep it' },
  { name: 'a tab', target: '/chat\t/v1', source: 'WHATWG URL strips tabs' },
  { name: 'raw bytes above ASCII', target: '/chat/\u00e9', source: 'readers differ in charset' },
  { name: 'a raw control in the query', target: '/chat?a=\u0001', source: 'CWE-150' },
  { name: 'a target of 9,000 characters', target: `/${'a'.repeat(9000)}`, source: 'resource use' },
]

/** Targets that are in use, and the one spelling that each gets. */
export const acceptedTargets: readonly { name: string; target: string; path: string; query?: string }[] = [
  { name: 'the root', target: '/', path: '/' },
  { name: 'a plain path', target: '/chat/v1/rooms', path: '/chat/v1/rooms' },
  { name: 'a query', target: '/chat/v1/sync?since=a%2Fb&x=//..', path: '/chat/v1/sync', query: '?since=a%2Fb&x=//..' },
  { name: 'an empty query', target: '/chat?', path: '/chat', query: '?' },
  { name: 'a well-known name', target: '/.well-known/jwks.json', path: '/.well-known/jwks.json' },
  { name: 'an escaped letter', target: '/%63hat/v1', path: '/chat/v1' },
  { name: 'an escaped tilde', target: '/a%7eb', path: '/a~b' },
  { name: 'an emoji', target: '/r/%f0%9f%90%8c', path: '/r/%F0%9F%90%8C' },
  { name: 'an escaped percent sign', target: '/r/100%25', path: '/r/100%25' },
  { name: 'a file with an extension', target: '/assets/index-B1x.js', path: '/assets/index-B1x.js' },
  { name: 'three dots', target: '/a/...', path: '/a/...' },
  { name: 'a trailing slash', target: '/media/v1/uploads/', path: '/media/v1/uploads/' },
]
