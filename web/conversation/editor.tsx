import Image from '@tiptap/extension-image';
import Placeholder from '@tiptap/extension-placeholder';
import { EditorContent, type Editor as Instance, useEditor, useEditorState } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { type ReactNode, type RefObject, use, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { loadCatalogue } from '../lib/i18n.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconBold, IconItalic, IconList, IconListNumbers, IconQuote } from '../ui/icons.ts';
import { LinkTool } from './editor-link.tsx';
import { Mention } from './editor-mention.ts';
import { TableTools } from './editor-table-tools.tsx';
import { tables } from './editor-tables.ts';
import { focusedChain } from './focused-chain.ts';
import { displaySize, fetchOwnImage, imageFromDataUrl, isInlineImage } from './inline-images.ts';
import { cleanPasted, isSingleImage } from './pasted-html.ts';
import { type Suggestions, TypeAhead, type TypeAheadHandle } from './type-ahead.tsx';
import './editor.css';

const catalogue = loadCatalogue('editor');

/** The formatting toolbar. Esc returns focus to the text. */
const Toolbar = ({ editor, bar }: { editor: Instance; bar: RefObject<HTMLDivElement | null> }) => {
  const { t } = useTranslation();
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      quote: now.isActive('blockquote'),
      link: now.isActive('link'),
      table: now.isActive('table'),
    }),
  });
  useEffect(() => {
    const returnToText = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !(event.target instanceof Node) || !bar.current?.contains(event.target)) return;
      event.preventDefault();
      editor.view.focus();
    };
    // In the capture phase, before a tooltip stops the Esc event.
    window.addEventListener('keydown', returnToText, true);
    return () => window.removeEventListener('keydown', returnToText, true);
  }, [editor, bar]);
  const chain = () => focusedChain(editor);
  return (
    <div ref={bar} className="editor-tools" role="toolbar" aria-label={t('editor.tools')} aria-keyshortcuts="Alt+F10">
      <IconButton
        label={t('editor.bold')}
        hotkey="mod+b"
        aria-pressed={active.bold}
        onClick={() => chain().toggleBold().run()}
      >
        <IconBold />
      </IconButton>
      <IconButton
        label={t('editor.italic')}
        hotkey="mod+i"
        aria-pressed={active.italic}
        onClick={() => chain().toggleItalic().run()}
      >
        <IconItalic />
      </IconButton>
      <IconButton
        label={t('editor.bullets')}
        aria-pressed={active.bullets}
        onClick={() => chain().toggleBulletList().run()}
      >
        <IconList />
      </IconButton>
      <IconButton
        label={t('editor.numbers')}
        aria-pressed={active.numbers}
        onClick={() => chain().toggleOrderedList().run()}
      >
        <IconListNumbers />
      </IconButton>
      <IconButton
        label={t('editor.quote')}
        aria-pressed={active.quote}
        onClick={() => chain().toggleBlockquote().run()}
      >
        <IconQuote />
      </IconButton>
      <LinkTool editor={editor} isActive={active.link} />
      <TableTools editor={editor} isInTable={active.table} />
    </div>
  );
};

/** Callbacks for inline images; without them a text accepts no images. */
export type InlineImages = {
  /** An image was inserted; the text shows it under `source` until it has a server URL. */
  onImage: (file: File | Promise<File>, source: string) => void;
  /** Whether the image at this URL already belongs to the text. */
  isOwn: (source: string) => boolean;
};

/** The URL for an image in pasted HTML; null removes the image. */
const pastedImageUrl = (source: string, images: InlineImages): string | null => {
  if (source.startsWith('blob:') || images.isOwn(source)) return source;
  const embedded = imageFromDataUrl(source);
  const ownImage = embedded ? null : fetchOwnImage(source);
  const image = embedded ?? ownImage;
  if (!image) return null;
  const url = embedded ? URL.createObjectURL(embedded) : source;
  images.onImage(image, url);
  return url;
};

/** Inserts images at the caret and passes other files to `onFiles`. */
const insertFiles = async (
  editor: Instance,
  files: readonly File[],
  callbacks: { images?: InlineImages; onFiles: (files: File[]) => void },
) => {
  const { images, onFiles } = callbacks;
  const others = files.filter((file) => !images || !isInlineImage(file));
  if (others.length > 0) onFiles(others);
  for (const file of files.filter((one) => !others.includes(one))) {
    const source = URL.createObjectURL(file);
    const size = await displaySize(file);
    if (!size) {
      URL.revokeObjectURL(source);
      onFiles([file]);
      continue;
    }
    images?.onImage(file, source);
    focusedChain(editor)
      .insertContent([
        { type: 'image', attrs: { src: source, alt: file.name, ...size } },
        { type: 'text', text: ' ' },
      ])
      .run();
  }
};

/**
 * The rich text editor, loaded on demand. Dropped or pasted files are passed to `onFiles`, images
 * to `images`; ⌘↵ sends, Esc closes.
 */
export const Editor = (props: {
  start: string;
  label: string;
  placeholder: string;
  /** Focuses the text when ready; false if other fields come first. */
  isFirst?: boolean;
  images?: InlineImages;
  /** Suggestions while typing; `emptyNote` is shown while there are no canned replies. */
  suggestions?: Suggestions;
  emptyNote?: ReactNode;
  /** Receives a function that opens the suggestions; null when the editor unmounts. */
  onOpenSuggestions?: (open: TypeAheadHandle['open'] | null) => void;
  onReady?: (editor: Instance | null) => void;
  onChange: (html: string) => void;
  onFiles: (files: File[]) => void;
  onSend: () => void;
  onClose: () => void;
}) => {
  use(catalogue);
  const latest = useRef(props);
  latest.current = props;
  const instance = useRef<Instance | null>(null);
  const typeAhead = useRef<TypeAheadHandle | null>(null);
  const tools = useRef<HTMLDivElement>(null);
  const editor = useEditor({
    extensions: [
      StarterKit.configure({ link: { openOnClick: false, defaultProtocol: 'https' }, heading: { levels: [2, 3] } }),
      Image.configure({ inline: true }),
      Placeholder.configure({ placeholder: () => latest.current.placeholder }),
      ...tables,
      Mention,
    ],
    content: props.start,
    shouldRerenderOnTransaction: false,
    onUpdate: ({ editor: now }) => latest.current.onChange(now.isEmpty ? '' : now.getHTML()),
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': props.label, class: 'editor-text' },
      handleKeyDown: (_view, event) => {
        if (event.isComposing) return false;
        if (typeAhead.current?.onKey(event)) return true;
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault();
          if (!event.repeat) latest.current.onSend();
          return true;
        }
        // Inside a table Tab moves between cells, so Alt+F10 moves to the toolbar, or to the table
        // buttons.
        if (event.key === 'F10' && event.altKey) {
          event.preventDefault();
          const toolbar = tools.current?.querySelector('.editor-table-tools') ?? tools.current;
          toolbar?.querySelector('button')?.focus();
          return true;
        }
        if (event.key === 'Escape') {
          latest.current.onClose();
          return true;
        }
        return false;
      },
      transformPastedHTML: (html) =>
        cleanPasted(html, (source) => (latest.current.images ? pastedImageUrl(source, latest.current.images) : null)),
      handlePaste: (_view, event) => {
        const files = Array.from(event.clipboardData?.files ?? []);
        const html = event.clipboardData?.getData('text/html') ?? '';
        if (files.length === 0 || (html && !isSingleImage(html)) || !instance.current) return false;
        void insertFiles(instance.current, files, latest.current);
        return true;
      },
      handleDrop: (view, event, _slice, isMove) => {
        const files = Array.from(event.dataTransfer?.files ?? []);
        if (isMove || files.length === 0 || !instance.current) return false;
        event.preventDefault();
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (at) instance.current.commands.setTextSelection(at.pos);
        void insertFiles(instance.current, files, latest.current);
        return true;
      },
    },
  });
  instance.current = editor;
  useEffect(() => {
    const ready = () => {
      if (latest.current.isFirst !== false)
        focusedChain(editor).setTextSelection(editor.state.doc.content.size).scrollIntoView().run();
      latest.current.onReady?.(editor);
    };
    // Before it is mounted the editor counts as destroyed, and nothing can be inserted.
    if (editor.isDestroyed) editor.on('mount', ready);
    else ready();
    latest.current.onOpenSuggestions?.((sign) => typeAhead.current?.open(sign));
    return () => {
      editor.off('mount', ready);
      latest.current.onReady?.(null);
      latest.current.onOpenSuggestions?.(null);
    };
  }, [editor]);
  return (
    <div className="editor">
      <EditorContent editor={editor} />
      {editor && props.suggestions && (
        <TypeAhead editor={editor} suggestions={props.suggestions} handle={typeAhead} emptyNote={props.emptyNote} />
      )}
      {editor && <Toolbar editor={editor} bar={tools} />}
    </div>
  );
};
