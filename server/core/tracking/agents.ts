/**
 * User agents of machines that fetch what is in a mail, each row with what it is and a sample it must match. A list is the weakest of the signs (the
 * main offenders pretend to be browsers), so it comes last.
 */
export const machines: readonly { is: string; pattern: RegExp; sample: string; kind: 'proxy' | 'scanner' }[] = [
  {
    is: 'Apple Mail Privacy Protection',
    pattern: /^Mozilla\/5\.0$/,
    sample: 'Mozilla/5.0',
    kind: 'proxy',
  },
  {
    is: 'Gmail prefetch, before the mail is opened',
    pattern: /Edge\/12\.246 Mozilla\/5\.0$/,
    sample:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
    kind: 'proxy',
  },
  {
    is: 'Barracuda',
    pattern: /barracuda/i,
    sample: 'Mozilla/5.0 (compatible; Barracuda Link Protection)',
    kind: 'scanner',
  },
  { is: 'Mimecast', pattern: /mimecast/i, sample: 'Mimecast-URL-Protect/1.0', kind: 'scanner' },
  { is: 'Proofpoint', pattern: /proofpoint|urldefense/i, sample: 'Proofpoint URL Defense', kind: 'scanner' },
  { is: 'Symantec', pattern: /symantec|messagelabs/i, sample: 'Symantec Click-time Protection', kind: 'scanner' },
  { is: 'Cisco', pattern: /ironport|cisco[- ]?secure/i, sample: 'IronPort Web Reputation', kind: 'scanner' },
  { is: 'Sophos', pattern: /sophos/i, sample: 'Sophos Email Appliance', kind: 'scanner' },
  {
    is: 'Microsoft link previews and checks',
    pattern: /BingPreview|SkypeUriPreview|Office Existence Discovery/i,
    sample: 'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
    kind: 'scanner',
  },
  {
    is: 'chat previews',
    pattern: /Slackbot|facebookexternalhit|Twitterbot|WhatsApp\/|TelegramBot|Discordbot|LinkedInBot/i,
    sample: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    kind: 'scanner',
  },
  {
    is: 'scripts and libraries',
    pattern:
      /^(curl|wget|python-requests|python-urllib|Go-http-client|okhttp|axios|node-fetch|Java\/|libwww-perl|Apache-HttpClient)/i,
    sample: 'python-requests/2.32.3',
    kind: 'scanner',
  },
  {
    is: 'headless browsers',
    pattern: /HeadlessChrome|PhantomJS/,
    sample: 'Mozilla/5.0 HeadlessChrome/126.0',
    kind: 'scanner',
  },
  {
    is: 'crawlers by their own word',
    pattern: /\b(bot|crawler|spider|scanner)\b/i,
    sample: 'Mozilla/5.0 (compatible; SomeBot/1.0; link scanner)',
    kind: 'scanner',
  },
];
