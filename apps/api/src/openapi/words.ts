/** What stands above the routes, as Markdown. */
export const ABOUT = `
Documents in, pages read by Claude, in order, each paid once.

\`POST /v1/documents\` takes a PDF or images and answers at once, with the document and where it is. Ask
there until its \`status\` is \`completed\`, \`partial\`, \`failed\` or \`cancelled\`, or have a webhook tell
you; then fetch the result.

**Keys.** Where a server has keys, every route of \`/v1\` asks for \`Authorization: Bearer KEY\`, and a key
shows its tenant's documents alone: another tenant's are \`404\`. A server without keys asks for none; it
answers those who sit at its machine, under \`localhost\` or a loopback address. Routes of operators take
user and password as HTTP Basic. This page, \`/openapi.json\` and the health routes ask nobody.

**Failures** are answered as \`application/problem+json\` (RFC 9457). Sort by \`code\`, which is stable, never
by the wording. \`type\` is the address of what is written about that failure, all of which is at
[/docs/failures](/docs/failures). An address that is none is \`404\` with \`route_not_found\`, a method that
an address does not take is \`405\` with \`method_not_allowed\` and \`Allow\`; headers that are too large,
or no HTTP, are told so in the same form.

**Answers may get more fields** in later versions: leave alone what you do not know.
`.trim();

export const TAGS = [
  {
    name: 'Documents',
    description: 'Hand documents in, see how far they are, stop or repeat them.',
  },
  {
    name: 'Results',
    description: 'Pages in order, as text or data, and the pictures that were read.',
  },
  {
    name: 'Before you pay',
    description: 'What a document would cost, and how it can be asked about.',
  },
  { name: 'Operations', description: 'What is held up and why, and what everything cost.' },
  { name: 'Health', description: 'For probes and scrapers.' },
  { name: 'This document', description: 'The API about itself.' },
];

export const SECURITY_SCHEMES = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description: "A key of the server's `QUIRE_API_KEYS`; not asked for where it has none.",
  },
  operator: {
    type: 'http',
    scheme: 'basic',
    description:
      "User and password of the server's `QUIRE_ADMIN`; where that is not set, requests from its own " +
      'machine are let through, and no others.',
  },
};
