import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import type { Editor } from '@tiptap/react';
import { useRef } from 'react';
import { inlineFileUrl } from './file-url.ts';

const inlineTypes = /^image\/(png|jpeg|gif|webp|avif)$/;
/** Wider ones are drawn at this width; the file itself is left as it is. */
const maxWidth = 680;

/** Whether a file can stand in the text, rather than hang below it. */
export const isInlineImage = (file: File): boolean => inlineTypes.test(file.type);

/** How large a picture is drawn: as large as it was on the screen it was taken from, as far as there is room. */
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

/** The picture a pasted text carries within itself; null where there is none. */
export const imageFromDataUrl = (source: string): File | null => {
  const [, type, content] = dataImage.exec(source) ?? [];
  if (!type || !content) return null;
  return toFile(new Blob([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], { type }));
};

/** The picture at an address of ours, e.g. copied from a message; null for addresses of others. */
export const fetchOwnImage = (source: string): Promise<File> | null => {
  const url = URL.parse(source, location.href);
  if (url?.origin !== location.origin || !url.pathname.startsWith('/api/v1/files/')) return null;
  return fetch(url)
    .then((response) => (response.ok ? response.blob() : Promise.reject(new Error(String(response.status)))))
    .then(toFile);
};

/** Takes a picture out of the text, e.g. one that could not be sent to the server. */
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
 * The pictures of one text. While a picture is on its way the editor shows it from this browser's memory; `settle` gives the text with the addresses the server
 * has given them, without those that have not arrived.
 */
export const useInlineImages = () => {
  const arrived = useRef(new Map<string, string>());
  const awaited = useRef(new Set<string>());
  return {
    expect: (source: string) => awaited.current.add(source),
    arrive: (source: string, attachment: Attachment) => {
      awaited.current.delete(source);
      arrived.current.set(source, inlineFileUrl(attachment));
    },
    forget: (source: string) => awaited.current.delete(source),
    settle: (html: string): string =>
      html.replace(image, (whole) => {
        const source = (sourceIn.exec(whole)?.[1] ?? '').replaceAll('&amp;', '&');
        const address = arrived.current.get(source);
        if (address) return whole.replace(sourceIn, ` src="${address}"`);
        return awaited.current.has(source) || source.startsWith('blob:') || source.startsWith('data:') ? '' : whole;
      }),
  };
};
