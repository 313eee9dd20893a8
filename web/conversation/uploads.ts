import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import { useCallback, useRef, useState } from 'react';
import { ApiProblem, apiUrl } from '../lib/client.ts';
import { formatFileSize } from '../lib/format.ts';
import { translate } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import type { UploadingFile } from './attachments.tsx';

/** Sends one file. A plain fetch cannot tell how far an upload has come. */
const upload = (
  file: File,
  onProgress: (progress: number) => void,
): { done: Promise<Attachment>; cancel: () => void } => {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiProblem({ code: 'unreachable', status: 0 }));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText);
        if (request.status === 201 || request.status === 200) resolve(answer);
        else reject(new ApiProblem({ ...answer, status: request.status }));
      } catch {
        reject(
          new ApiProblem({ code: request.status === 413 ? 'file_too_large' : 'unavailable', status: request.status }),
        );
      }
    };
    const form = new FormData();
    form.append('file', file, file.name);
    request.open('POST', apiUrl('uploadFile'));
    request.setRequestHeader('idempotency-key', crypto.randomUUID());
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
};

/**
 * Files on their way to a message: each with its progress, can be taken out, and says why it failed. `onArrive` hears of each that is there, `onLost` of pictures
 * that failed or were taken out; `source` is the address under which the text shows a picture, null for other files.
 */
export const useUploads = (
  maxBytes: number,
  onArrive: (attachment: Attachment, source: string | null) => void,
  onLost: (source: string) => void,
) => {
  const [files, setFiles] = useState<readonly UploadingFile[]>([]);
  const cancels = useRef(new Map<string, () => void>());
  const hear = useRef({ onArrive, onLost });
  hear.current = { onArrive, onLost };
  const change = useCallback((key: string, part: Partial<UploadingFile>) => {
    setFiles((known) => known.map((file) => (file.key === key ? { ...file, ...part } : file)));
  }, []);
  const remove = useCallback((key: string) => {
    cancels.current.get(key)?.();
    cancels.current.delete(key);
    setFiles((known) => known.filter((file) => file.key !== key));
  }, []);
  const add = useCallback(
    (given: readonly File[], source: string | null = null) => {
      for (const file of given) {
        const key = crypto.randomUUID();
        const isTooLarge = file.size > maxBytes;
        const problem = isTooLarge ? translate('files.tooLarge', { size: formatFileSize(maxBytes) }) : null;
        setFiles((known) => [
          ...known,
          { key, name: file.name, byteCount: file.size, progress: isTooLarge ? null : 0, problem, attachment: null },
        ]);
        const lose = () => source && hear.current.onLost(source);
        if (isTooLarge) {
          lose();
          continue;
        }
        const { done, cancel } = upload(file, (progress) => change(key, { progress }));
        cancels.current.set(key, cancel);
        done
          .then((attachment) => {
            setFiles((known) => known.filter((one) => one.key !== key));
            hear.current.onArrive(attachment, source);
          })
          .catch((error: unknown) => {
            lose();
            if (error instanceof DOMException) return;
            change(key, { progress: null, problem: problemMessage(error) });
          });
      }
    },
    [maxBytes, change],
  );
  return { files, add, remove, isBusy: files.some((file) => file.progress !== null) };
};
