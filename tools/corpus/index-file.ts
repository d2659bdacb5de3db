import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of the corpus' INDEX.tsv: a file and what was found out about it without Fanout. */
export interface CorpusFile {
  readonly group: string;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly tags: string;
  /** What must come of it: a picture, a refusal, or either of them as long as it is safe. */
  readonly expected: 'video' | 'refusal' | 'either';
}

/** @throws Error when the folder holds no INDEX.tsv */
export async function readIndex(root: string): Promise<CorpusFile[]> {
  const text = await readFile(join(root, 'INDEX.tsv'), 'utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    const group = cell('group');
    const name = cell('file');
    return {
      group,
      name,
      path: join(root, group, name),
      bytes: Number(cell('bytes')),
      tags: cell('tags'),
      expected: expectedOf(group, cell('plain_transcode'), cell('expected_safe_outcome')),
    };
  });
}

/** `plain` is what ffmpeg makes of it by itself, e.g. `ok 0.18s -> dur=1.043000 v358x240:30,a:43`. */
function expectedOf(group: string, plain: string, safe: string): CorpusFile['expected'] {
  if (group === 'bad') {
    if (/^REJECT(?! or | by )/.test(safe)) return 'refusal';
    return /^(?:ACCEPT(?! partial| or | with fps)|valid)/.test(safe) ? 'video' : 'either';
  }
  return /^ok .*-> .*\bv\d+x\d+:/.test(plain) ? 'video' : 'either';
}
