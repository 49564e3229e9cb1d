import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Listener } from './deliveries.ts'

const header = `<stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`

/** Somebody in a room of an XMPP server, over a TCP connection of their own: no HTTP, no answer to what is sent. */
export class TcpPerson implements Listener {
  readonly #socket: Socket
  readonly #room: string
  #rest = ''
  #hear: (text: string) => void = () => {}

  private constructor(socket: Socket, room: string) {
    this.#socket = socket
    this.#room = room
  }

  /** Comes in under a name of the moment, and enters the room. */
  static async enter(port: number, no: number, room: string): Promise<TcpPerson> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    socket.setEncoding('utf8').on('error', () => {})
    const ask = async (stanza: string, expected: string) => {
      let answer = ''
      socket.write(stanza)
      while (!answer.includes(expected)) answer += String((await once(socket, 'data'))[0])
    }
    await ask(header, '</stream:features>')
    await ask("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", '<success')
    await ask(header, '</stream:features>')
    await ask("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", '<jid>')
    const silent = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>"
    await ask(`<presence/><presence to='${room}/p${no}'>${silent}</presence>`, '<subject')
    const person = new TcpPerson(socket, room)
    socket.on('data', (text: string) => person.#take(text))
    return person
  }

  listen(hear: (text: string) => void): { stop(): Promise<void> } {
    this.#hear = hear
    return {
      stop: async () => {
        this.#hear = () => {}
      },
    }
  }

  /** Settles at once: a room's server sends no receipt. */
  async tell(text: string): Promise<void> {
    this.#socket.write(`<message type='groupchat' to='${this.#room}'><body>${text}</body></message>`)
  }

  close(): void {
    this.#socket.destroy()
  }

  /** Gives whole messages on. */
  #take(text: string): void {
    const end = text.lastIndexOf('</message>')
    if (end === -1) this.#rest += text
    else {
      this.#hear(this.#rest + text.slice(0, end))
      this.#rest = text.slice(end)
    }
  }
}
