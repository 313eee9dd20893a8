import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import { useCallback, useRef, useState } from 'react';
import { ApiProblem, apiUrl } from '../lib/client.ts';
import { formatFileSize } from '../lib/format.ts';
import { translate } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import type { UploadingFile } from './attachments.tsx';

/** Uploads one file. Uses XMLHttpRequest because fetch cannot report upload progress. */
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
        const response = JSON.parse(request.responseText);
        if (request.status === 201 || request.status === 200) resolve(response);
        else reject(new ApiProblem({ ...response, status: request.status }));
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
 * Uploads of a message with their progress and errors; they can be removed. `onUploaded` receives
 * each finished file, `onLost` each image that failed or was removed; `source` is the URL under
 * which the text shows an image, null for other files.
 */
export const useUploads = (
  maxBytes: number,
  onUploaded: (attachment: Attachment, source: string | null) => void,
  onLost: (source: string) => void,
) => {
  const [files, setFiles] = useState<readonly UploadingFile[]>([]);
  const cancels = useRef(new Map<string, () => void>());
  const callbacks = useRef({ onUploaded, onLost });
  callbacks.current = { onUploaded, onLost };
  const change = useCallback((key: string, part: Partial<UploadingFile>) => {
    setFiles((known) => known.map((file) => (file.key === key ? { ...file, ...part } : file)));
  }, []);
  const remove = useCallback((key: string) => {
    cancels.current.get(key)?.();
    cancels.current.delete(key);
    setFiles((known) => known.filter((file) => file.key !== key));
  }, []);
  const add = useCallback(
    (newFiles: readonly File[], source: string | null = null) => {
      for (const file of newFiles) {
        const key = crypto.randomUUID();
        const isTooLarge = file.size > maxBytes;
        const problem = isTooLarge ? translate('files.tooLarge', { size: formatFileSize(maxBytes) }) : null;
        setFiles((known) => [
          ...known,
          { key, name: file.name, byteCount: file.size, progress: isTooLarge ? null : 0, problem, attachment: null },
        ]);
        const reportLost = () => source && callbacks.current.onLost(source);
        if (isTooLarge) {
          reportLost();
          continue;
        }
        const { done, cancel } = upload(file, (progress) => change(key, { progress }));
        cancels.current.set(key, cancel);
        done
          .then((attachment) => {
            setFiles((known) => known.filter((one) => one.key !== key));
            callbacks.current.onUploaded(attachment, source);
          })
          .catch((error: unknown) => {
            reportLost();
            if (error instanceof DOMException) return;
            change(key, { progress: null, problem: problemMessage(error) });
          });
      }
    },
    [maxBytes, change],
  );
  return { files, add, remove, isBusy: files.some((file) => file.progress !== null) };
};
