import { CATALOGUE, type ErrorCode, MEANINGS } from '../../core/index.ts';

const FAULTS: Readonly<Record<(typeof CATALOGUE)[ErrorCode]['fault'], string>> = {
  usage: 'Whoever asked can mend it.',
  input: 'The source is what is wrong.',
  stack: 'The stack that Fanout runs on is what is wrong.',
  system: 'Fanout, or what it runs on, is what is wrong.',
};

/** The page that explains a code of the catalogue. All its words are Fanout's own. */
export function errorPage(code: ErrorCode): string {
  const { hint, retryable, fault } = CATALOGUE[code];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${code} · Fanout</title>
<link rel="stylesheet" href="/assets/error.css">
</head>
<body>
<main>
<p class="kind">Error</p>
<h1>${code}</h1>
<p>${text(MEANINGS[code])}</p>
<h2>What to do</h2>
<p>${text(hint)}</p>
<h2>Whose fault</h2>
<p>${FAULTS[fault]} ${retryable ? 'The same may succeed later.' : 'The same will fail again.'}</p>
<p><a href="/">To the console</a></p>
</main>
</body>
</html>
`;
}

export const ERROR_STYLE = `
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
main { margin: 10vh auto; max-width: 40rem; padding: 1.5rem; }
h1 { font: 600 1.75rem/1.2 ui-monospace, monospace; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 0; }
p { margin: .25rem 0; }
.kind { opacity: .7; }
`;

function text(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
