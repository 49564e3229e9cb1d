/** Emoji that are offered, each with words by which it is found. */
const list = `
👍 thumbs up yes good|👎 thumbs down no bad|❤️ heart love|😂 joy laugh tears|🎉 party tada celebrate|🙏 thanks please pray|👀 eyes look|🔥 fire hot|✅ check done yes|❌ cross no wrong|👏 clap applause|💯 hundred perfect|
😀 grin smile|😄 happy smile|😁 beam|😅 sweat relief|🤣 rofl laugh|😊 blush|🙂 slight smile|🙃 upside down|😉 wink|😍 heart eyes love|😘 kiss|😋 yum tasty|😜 tongue wink|🤪 zany crazy|🤔 thinking hm|🤨 eyebrow doubt|😐 neutral|😑 blank|🙄 eye roll|😏 smirk|😌 relieved|😴 sleep|🤤 drool|😎 cool sunglasses|🤓 nerd|🥳 party face|😕 confused|😟 worried|🙁 frown|😮 wow open mouth|😲 astonished|🥺 plead|😢 cry|😭 sob|😱 scream|😖 confounded|😤 huff|😡 angry|🤬 swear|😈 devil|💀 skull dead|🤯 mind blown|🥶 cold|🥵 hot|🤢 sick|🤧 sneeze|😷 mask|🤒 ill fever|🤗 hug|🤭 oops|🤫 hush quiet|🫡 salute|🤐 zip|🤖 robot bot|👻 ghost|🤡 clown|💩 poop|
👋 wave hello bye|🤚 hand stop|👌 ok|✌️ peace victory|🤞 fingers crossed luck|🤘 rock|👈 left|👉 right|👆 up|👇 down|☝️ point one|✊ fist|👊 punch|🙌 hooray raise|🤝 handshake deal|💪 strong muscle|🫶 heart hands|🤷 shrug|🤦 facepalm|🙋 raise hand me|💁 info|🧠 brain|👑 crown|
🧡 orange heart|💛 yellow heart|💚 green heart|💙 blue heart|💜 purple heart|🖤 black heart|💔 broken heart|✨ sparkles|⭐ star|🌟 glow star|⚡ lightning zap|💥 boom|💤 zzz|💬 speech|❓ question|❗ exclamation|⚠️ warning|🚫 forbidden|➕ plus|➖ minus|🆗 ok button|🔔 bell|
🐶 dog|🐱 cat|🐭 mouse|🦊 fox|🐻 bear|🐼 panda|🐸 frog|🐵 monkey|🐔 chicken|🐧 penguin|🦉 owl|🐴 horse|🦄 unicorn|🐝 bee|🐛 bug|🦋 butterfly|🐌 snail|🐢 turtle|🐙 octopus|🐬 dolphin|🐳 whale|🌱 seedling|🌳 tree|🌹 rose|🌻 sunflower|🍀 clover luck|☀️ sun|🌙 moon|☁️ cloud|🌧️ rain|❄️ snow|🌈 rainbow|
☕ coffee|🍵 tea|🍺 beer|🍻 cheers beers|🍷 wine|🥂 toast|🍕 pizza|🍔 burger|🍟 fries|🌮 taco|🍝 pasta|🍣 sushi|🍞 bread|🧀 cheese|🥗 salad|🍎 apple|🍌 banana|🍓 strawberry|🍰 cake|🎂 birthday cake|🍪 cookie|🍫 chocolate|🍦 ice cream|
🎁 gift|🎈 balloon|🏆 trophy|🥇 gold medal|⚽ football soccer|🏀 basketball|🎲 dice game|🎮 game|🎯 target|🎸 guitar|🎵 music|🎬 film|📷 camera|🚀 rocket launch|🚗 car|🚲 bike|🚆 train|✈️ plane|🏠 house home|🏖️ beach|⏰ alarm clock|⏳ hourglass|📅 calendar|📌 pin|📎 paperclip|✏️ pencil|📝 memo note|📚 books|💡 idea bulb|🔑 key|🔒 lock|🔧 wrench|🛠️ tools|💻 laptop|📱 phone|🖨️ printer|💰 money|📦 package|🗑️ trash|🧹 broom clean`

export interface Emoji {
  sign: string
  words: string
}

export const emoji: readonly Emoji[] = list
  .split('|')
  .map((entry) => entry.trim())
  .map((entry) => ({ sign: entry.slice(0, entry.indexOf(' ')), words: entry.slice(entry.indexOf(' ') + 1) }))

/** Those with a word that begins like this, the nearest first. */
export function emojiFor(start: string): Emoji[] {
  const wanted = start.trim().toLowerCase()
  const found = emoji.filter(({ words }) => ` ${words}`.includes(` ${wanted}`))
  return [
    ...found.filter(({ words }) => words.startsWith(wanted)),
    ...found.filter(({ words }) => !words.startsWith(wanted)),
  ]
}
