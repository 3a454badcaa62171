/** A refusal of an upload, in the server's words. */
export class UploadRefused extends Error {}

/**
 * Sends a file to be imported, telling how far it is (0 to 1). Nothing of the file stands in a URL.
 * @throws UploadRefused with a sentence to show.
 */
export function uploadImport(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<{ id: string }> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/app/imports');
    request.setRequestHeader('x-stepwell', '1');
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      const id = textAt(answer, 'id');
      if (request.status === 201 && id) done({ id });
      else fail(new UploadRefused(textAt(objectAt(answer, 'failure'), 'message') ?? 'The server refused the file.'));
    });
    request.addEventListener('error', () => fail(new UploadRefused('The server cannot be reached. Try again.')));
    request.addEventListener('abort', () => fail(new UploadRefused('The upload was stopped.')));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}

function objectAt(value: unknown, key: string): unknown {
  return value && typeof value === 'object' && key in value ? (value as Record<string, unknown>)[key] : undefined;
}

function textAt(value: unknown, key: string): string | null {
  const found = objectAt(value, key);
  return typeof found === 'string' ? found : null;
}
