const LONGEST = 500;

/** What a line of a tool's output must not tell whoever sees a job, and what stands there instead. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // A source proxy's address is a capability while the job runs, and noise afterwards.
  [/\bhttp:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+/g, 'SOURCE'],
  // Names and passwords in addresses, and all that is signed: what comes after the question mark.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, '$1…@'],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s?'"]+)\?[^\s'"]*/gi, '$1?…'],
  [/\b((?:proxy-)?authorization|cookie|x-amz-[a-z-]+)(\s*[:=]\s*)[^\r\n'"]+/gi, '$1$2…'],
  [
    /\b([\w-]*(?:secret|token|password|passwd|signature|credential|api[_-]?key|access[_-]?key)[\w-]*)(\s*[:=]\s*)[^\s&'",]+/gi,
    '$1$2…',
  ],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, '…'],
];

/**
 * A line of standard error, fit to be shown to the owner of a video: without addresses that open something, credentials, and
 * the place on the worker where the tool ran.
 * @param dir absolute path of the folder that it ran in
 */
export function redactLine(line: string, dir: string): string {
  // A worker's root folder is everybody's, and tells nothing.
  const local = dir.length > 1 ? line.replaceAll(`${dir}/`, '').replaceAll(dir, '.') : line;
  return SECRETS.reduce((text, [pattern, instead]) => text.replaceAll(pattern, instead), local).slice(0, LONGEST);
}
