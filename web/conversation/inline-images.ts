import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import type { Editor } from '@tiptap/react';
import { useRef } from 'react';
import { inlineFileUrl } from './file-url.ts';

const inlineTypes = /^image\/(png|jpeg|gif|webp|avif)$/;
/** Wider images are displayed at this width; the file is unchanged. */
const maxWidth = 680;

/** Whether a file can be shown inline in the text. */
export const isInlineImage = (file: File): boolean => inlineTypes.test(file.type);

/**
 * The display size of an image: its size on the screen it was captured from, limited to the maximum
 * width.
 */
export const displaySize = async (file: File): Promise<{ width: number; height: number } | null> => {
  try {
    const bitmap = await createImageBitmap(file);
    const width = Math.max(1, Math.round(Math.min(bitmap.width / window.devicePixelRatio, maxWidth)));
    const height = Math.max(1, Math.round((width * bitmap.height) / bitmap.width));
    bitmap.close();
    return { width, height };
  } catch {
    return null;
  }
};

const dataImage = /^data:(image\/(?:png|jpeg|gif|webp));base64,([a-z0-9+/=\s]+)$/i;
const toFile = (blob: Blob) => new File([blob], `image.${blob.type.split('/')[1] ?? 'png'}`, { type: blob.type });

/** The image of a data URL; null for other URLs. */
export const imageFromDataUrl = (source: string): File | null => {
  const [, type, content] = dataImage.exec(source) ?? [];
  if (!type || !content) return null;
  return toFile(new Blob([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], { type }));
};

/**
 * Fetches an image from one of our URLs, such as one copied from a message; null for other URLs.
 */
export const fetchOwnImage = (source: string): Promise<File> | null => {
  const url = URL.parse(source, location.href);
  if (url?.origin !== location.origin || !url.pathname.startsWith('/api/v1/files/')) return null;
  return fetch(url)
    .then((response) => (response.ok ? response.blob() : Promise.reject(new Error(String(response.status)))))
    .then(toFile);
};

/** Removes an image from the text, for example after a failed upload. */
export const removeImage = (editor: Editor, source: string): void => {
  editor.commands.command(({ tr, state }) => {
    state.doc.descendants((node, at) => {
      if (node.attrs.src === source) tr.delete(tr.mapping.map(at), tr.mapping.map(at + node.nodeSize));
    });
    return true;
  });
};

const image = /<img\b[^>]*>/g;
const sourceIn = /\ssrc="([^"]*)"/;

/**
 * The images of one text. During an upload the editor shows the image from the browser's memory.
 * `settle` returns the text with server URLs, without images that are not uploaded yet.
 */
export const useInlineImages = () => {
  const uploaded = useRef(new Map<string, string>());
  const pending = useRef(new Set<string>());
  return {
    addPending: (source: string) => pending.current.add(source),
    addUploaded: (source: string, attachment: Attachment) => {
      pending.current.delete(source);
      uploaded.current.set(source, inlineFileUrl(attachment));
    },
    removePending: (source: string) => pending.current.delete(source),
    settle: (html: string): string =>
      html.replace(image, (whole) => {
        const source = (sourceIn.exec(whole)?.[1] ?? '').replaceAll('&amp;', '&');
        const address = uploaded.current.get(source);
        if (address) return whole.replace(sourceIn, ` src="${address}"`);
        return pending.current.has(source) || source.startsWith('blob:') || source.startsWith('data:') ? '' : whole;
      }),
  };
};
