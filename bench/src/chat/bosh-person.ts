import type { Listener } from './deliveries.ts'
import { Line } from './line.ts'

const bind = "xmlns='http://jabber.org/protocol/httpbind'"
const stream = "xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'"

/** Somebody in a room of an XMPP server, over BOSH: HTTP that is held until there is something to say. */
export class BoshPerson implements Listener {
  readonly #lines: readonly [Line, Line]
  readonly #host: string
  readonly #room: string
  readonly #outbox: { stanza: string; done: () => void }[] = []
  #sid = ''
  #rid = 1_000_000
  #hear: (text: string) => void = () => {}
  #polling = false

  private constructor(lines: [Line, Line], host: string, room: string) {
    this.#lines = lines
    this.#host = host
    this.#room = room
  }

  /** Comes in under a name of the moment, and enters the room. */
  static async enter(port: number, no: number, room: string): Promise<BoshPerson> {
    const person = new BoshPerson([await Line.open(port), await Line.open(port)], `localhost:${port}`, room)
    const opened = await person.#post(`to='localhost' wait='20' hold='1' ver='1.6' ${stream}`, '')
    person.#sid = /\bsid=['"]([^'"]+)/.exec(opened)?.[1] ?? ''
    await person.#session("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", 'success')
    await person.#post(`sid='${person.#sid}' to='localhost' xmpp:restart='true' ${stream}`, '')
    await person.#session(
      "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
      '<jid>',
    )
    const silent = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>"
    await person.#post(
      `sid='${person.#sid}'`,
      `<presence xmlns='jabber:client' to='${room}/p${no}'>${silent}</presence>`,
    )
    return person
  }

  listen(hear: (text: string) => void): { stop(): Promise<void> } {
    this.#hear = hear
    this.#polling = true
    this.#go()
    return {
      stop: async () => {
        this.#polling = false
      },
    }
  }

  close(): void {
    for (const line of this.#lines) line.close()
  }

  /** Settles when the stanza is on its way: a room's server sends no receipt. */
  tell(text: string): Promise<void> {
    const stanza = `<message xmlns='jabber:client' type='groupchat' to='${this.#room}'><body>${text}</body></message>`
    return new Promise((done) => {
      this.#outbox.push({ stanza, done })
      this.#go()
    })
  }

  /** One request is always with the server; a second one goes when there is something to send. */
  #go(): void {
    const free = this.#lines.find(({ busy }) => !busy)
    const isIdle = this.#lines.every(({ busy }) => !busy)
    if (!this.#polling || free === undefined || (this.#outbox.length === 0 && !isIdle)) return
    const out = this.#outbox.splice(0)
    const sent = this.#post(`sid='${this.#sid}'`, out.map(({ stanza }) => stanza).join(''), free)
    for (const { done } of out) done()
    sent.then(
      (answer) => {
        this.#hear(answer)
        this.#go()
      },
      () => {},
    )
  }

  async #session(stanza: string, expected: string): Promise<void> {
    let answer = await this.#post(`sid='${this.#sid}'`, stanza)
    if (!answer.includes(expected)) answer = await this.#post(`sid='${this.#sid}'`, '')
    if (!answer.includes(expected)) throw new Error(`no ${expected}: ${answer}`)
  }

  async #post(attributes: string, stanzas: string, line = this.#lines[0]): Promise<string> {
    this.#rid += 1
    const body = `<body rid='${this.#rid}' ${bind} ${attributes}>${stanzas}</body>`
    const head = `POST /http-bind HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: text/xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
    const { status, body: answer } = await line.ask(head + body)
    if (status !== 200 || answer.includes("type='terminate'")) throw new Error(`${status} ${answer}`)
    return answer
  }
}
