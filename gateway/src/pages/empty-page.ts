/** What a browser sees where the web client was not built. It needs no script and no style of its own. */
export const emptyPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>BarTAB Chat</title>
  </head>
  <body>
    <h1>BarTAB Chat is running</h1>
    <p>The server answers, but the web client is not installed here. Other clients and bots can connect to this address.</p>
    <p>If you run this server: <code>./bartab up</code>, in the repository that it was started from, builds what is missing; this page then shows the web client, without a restart.</p>
  </body>
</html>
`
