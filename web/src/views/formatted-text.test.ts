import type { VNode } from 'preact'
import { expect, test } from 'vitest'
import { type HtmlNode, shownIn } from './formatted-text.tsx'

const words = (nodeValue: string): HtmlNode => ({ nodeName: '#text', nodeValue, childNodes: [] })

function element(nodeName: string, attributes: Record<string, string>, ...childNodes: HtmlNode[]): HtmlNode {
  return { nodeName, nodeValue: null, childNodes, getAttribute: (name) => attributes[name] ?? null }
}

const shown = (node: HtmlNode) => shownIn(element('BODY', {}, node), '#root')[0]

test('a known tag is shown without any of its attributes', () => {
  const { type, props } = shown(element('P', { onclick: 'x()', style: 'position:fixed' }, words('a'))) as VNode
  expect(type).toBe('p')
  expect(Object.keys(props)).toEqual(['children'])
})

test('a link leads outside by http or mail, and no other way', () => {
  const link = (href: string) => shown(element('A', { href }, words('a')))
  expect((link('https://example.org') as VNode).props).toMatchObject({ href: 'https://example.org' })
  expect((link('mailto:ann@example.org') as VNode).props).toMatchObject({ href: 'mailto:ann@example.org' })
  for (const href of ['javascript:alert(1)', ' javascript:x', '//example.org', 'data:text/html,x', '']) {
    expect(link(href)).toEqual([['a']])
  }
})

test('of an unknown tag the words stay, of a script nothing does', () => {
  expect(shown(element('MARQUEE', {}, words('a')))).toEqual([['a']])
  for (const name of ['SCRIPT', 'STYLE', '#comment']) expect(shown(element(name, {}, words('a')))).toBeNull()
})

test('line ends between blocks say nothing, in a paragraph they do', () => {
  expect(shown(words('\n'))).toBeNull()
  expect((shown(element('P', {}, words('a\nb'))) as VNode).props.children).toEqual(['a\nb'])
})
