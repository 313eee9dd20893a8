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

/** The buttons of the text. Esc goes back to it. */
const Toolbar = ({ editor, bar }: { editor: Instance; bar: RefObject<HTMLDivElement | null> }) => {
  const { t } = useTranslation();
  const on = useEditorState({
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
    const back = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !(event.target instanceof Node) || !bar.current?.contains(event.target)) return;
      event.preventDefault();
      editor.view.focus();
    };
    // Before a button's tooltip hears of it, which keeps Esc to itself.
    window.addEventListener('keydown', back, true);
    return () => window.removeEventListener('keydown', back, true);
  }, [editor, bar]);
  const chain = () => focusedChain(editor);
  return (
    <div ref={bar} className="editor-tools" role="toolbar" aria-label={t('editor.tools')} aria-keyshortcuts="Alt+F10">
      <IconButton
        label={t('editor.bold')}
        hotkey="mod+b"
        aria-pressed={on.bold}
        onClick={() => chain().toggleBold().run()}
      >
        <IconBold />
      </IconButton>
      <IconButton
        label={t('editor.italic')}
        hotkey="mod+i"
        aria-pressed={on.italic}
        onClick={() => chain().toggleItalic().run()}
      >
        <IconItalic />
      </IconButton>
      <IconButton
        label={t('editor.bullets')}
        aria-pressed={on.bullets}
        onClick={() => chain().toggleBulletList().run()}
      >
        <IconList />
      </IconButton>
      <IconButton
        label={t('editor.numbers')}
        aria-pressed={on.numbers}
        onClick={() => chain().toggleOrderedList().run()}
      >
        <IconListNumbers />
      </IconButton>
      <IconButton label={t('editor.quote')} aria-pressed={on.quote} onClick={() => chain().toggleBlockquote().run()}>
        <IconQuote />
      </IconButton>
      <LinkTool editor={editor} isOn={on.link} />
      <TableTools editor={editor} isWithin={on.table} />
    </div>
  );
};

/** Where the pictures of a text come from and go to; where there is none, a text takes no pictures. */
export type InlineImages = {
  /** A picture put into the text, which shows it under `source` until it has an address of its own. */
  onImage: (file: File | Promise<File>, source: string) => void;
  /** Whether the picture at this address is one of this text already. */
  isOwn: (source: string) => boolean;
};

/** The address under which the text shows a picture that came within pasted HTML; null: it stays out. */
const pastedImageUrl = (source: string, pictures: InlineImages): string | null => {
  if (source.startsWith('blob:') || pictures.isOwn(source)) return source;
  const carried = imageFromDataUrl(source);
  const ours = carried ? null : fetchOwnImage(source);
  const given = carried ?? ours;
  if (!given) return null;
  const shown = carried ? URL.createObjectURL(carried) : source;
  pictures.onImage(given, shown);
  return shown;
};

/** Puts files where the caret is: pictures into the text, the others below it. */
const insertFiles = async (
  editor: Instance,
  files: readonly File[],
  given: { pictures?: InlineImages; onFiles: (files: File[]) => void },
) => {
  const { pictures, onFiles } = given;
  const others = files.filter((file) => !pictures || !isInlineImage(file));
  if (others.length > 0) onFiles(others);
  for (const file of files.filter((one) => !others.includes(one))) {
    const source = URL.createObjectURL(file);
    const size = await displaySize(file);
    if (!size) {
      URL.revokeObjectURL(source);
      onFiles([file]);
      continue;
    }
    pictures?.onImage(file, source);
    focusedChain(editor)
      .insertContent([
        { type: 'image', attrs: { src: source, alt: file.name, ...size } },
        { type: 'text', text: ' ' },
      ])
      .run();
  }
};

/** Rich text. Loaded when somebody starts to write. Files dropped or pasted are handed to `onFiles`, pictures to `pictures`; ⌘↵ sends, Esc leaves. */
export const Editor = (given: {
  start: string;
  label: string;
  placeholder: string;
  /** The caret goes into the text as soon as it is there; not where other fields come first. */
  isFirst?: boolean;
  pictures?: InlineImages;
  /** What is offered while typing; `emptyNote` says where canned replies come from while there are none. */
  offers?: Suggestions;
  emptyNote?: ReactNode;
  /** Hears how to open what is offered; null when the editor goes. */
  onOffer?: (open: TypeAheadHandle['open'] | null) => void;
  onReady?: (editor: Instance | null) => void;
  onChange: (html: string) => void;
  onFiles: (files: File[]) => void;
  onSend: () => void;
  onLeave: () => void;
}) => {
  use(catalogue);
  const latest = useRef(given);
  latest.current = given;
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
    content: given.start,
    shouldRerenderOnTransaction: false,
    onUpdate: ({ editor: now }) => latest.current.onChange(now.isEmpty ? '' : now.getHTML()),
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': given.label, class: 'editor-text' },
      handleKeyDown: (_view, event) => {
        if (event.isComposing) return false;
        if (typeAhead.current?.onKey(event)) return true;
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault();
          if (!event.repeat) latest.current.onSend();
          return true;
        }
        // In a table Tab goes from cell to cell, so this leads to the buttons, there to those of the table.
        if (event.key === 'F10' && event.altKey) {
          event.preventDefault();
          const within = tools.current?.querySelector('.editor-table-tools') ?? tools.current;
          within?.querySelector('button')?.focus();
          return true;
        }
        if (event.key === 'Escape') {
          latest.current.onLeave();
          return true;
        }
        return false;
      },
      transformPastedHTML: (html) =>
        cleanPasted(html, (source) =>
          latest.current.pictures ? pastedImageUrl(source, latest.current.pictures) : null,
        ),
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
    // Without a view yet it counts as destroyed; nothing can be put into it before it is mounted.
    if (editor.isDestroyed) editor.on('mount', ready);
    else ready();
    latest.current.onOffer?.((sign) => typeAhead.current?.open(sign));
    return () => {
      editor.off('mount', ready);
      latest.current.onReady?.(null);
      latest.current.onOffer?.(null);
    };
  }, [editor]);
  return (
    <div className="editor">
      <EditorContent editor={editor} />
      {editor && given.offers && (
        <TypeAhead editor={editor} offers={given.offers} handle={typeAhead} emptyNote={given.emptyNote} />
      )}
      {editor && <Toolbar editor={editor} bar={tools} />}
    </div>
  );
};
