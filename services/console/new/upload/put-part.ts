/** S3 did not take a part. */
export class PartRefused extends Error {
  override readonly name = 'PartRefused';
}

interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * PUTs a part. Only this way of asking tells how much is on its way.
 * @throws PartRefused; DOMException AbortError when the signal says so
 */
export function putPart(
  { url, headers }: Address,
  body: Blob,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', abort);
      settle();
    };
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () =>
      end(() => (request.status < 300 ? resolve() : reject(new PartRefused(`S3 answered ${request.status}.`))));
    request.onerror = () => end(() => reject(new PartRefused('S3 cannot be reached.')));
    request.onabort = () => end(() => reject(new DOMException('Not to be sent any more.', 'AbortError')));
    signal.addEventListener('abort', abort);
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body);
  });
}

/** SHA-256, in Base64. */
export async function sha256Of(body: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await body.arrayBuffer()));
  return btoa(String.fromCharCode(...digest));
}
