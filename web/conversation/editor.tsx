import Image from '@tiptap/extension-image';
import Placeholder from '@tiptap/extension-placeholder';
import { EditorContent, type Editor as Instance, useEditor, useEditorState } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/buttons.tsx';
import { IconBold, IconItalic, IconLink, IconList, IconListNumbers, IconQuote } from '../ui/icons.ts';

const Tools = ({ editor }: { editor: Instance }) => {
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
    }),
  });
  const chain = () => editor.chain().focus();
  const link = () => {
    if (on.link) return void chain().unsetLink().run();
    const address = window.prompt(t('editor.linkAddress'), 'https://')?.trim();
    if (address && /^(https?:|mailto:|tel:)/.test(address))
      chain().extendMarkRange('link').setLink({ href: address }).run();
  };
  return (
    <div className="editor-tools" role="toolbar" aria-label={t('editor.tools')}>
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
      <IconButton label={t('editor.link')} aria-pressed={on.link} onClick={link}>
        <IconLink />
      </IconButton>
    </div>
  );
};

/** Rich text. Loaded when somebody starts to write. Files dropped or pasted are handed to `onFiles`; ⌘↵ sends, Esc leaves. */
export const Editor = (given: {
  start: string;
  label: string;
  placeholder: string;
  onChange: (html: string) => void;
  onFiles: (files: File[]) => void;
  onSend: () => void;
  onLeave: () => void;
}) => {
  const latest = useRef(given);
  latest.current = given;
  const editor = useEditor({
    extensions: [
      StarterKit.configure({ link: { openOnClick: false, defaultProtocol: 'https' }, heading: { levels: [2, 3] } }),
      Image,
      Placeholder.configure({ placeholder: () => latest.current.placeholder }),
    ],
    content: given.start,
    autofocus: 'end',
    shouldRerenderOnTransaction: false,
    onUpdate: ({ editor: now }) => latest.current.onChange(now.isEmpty ? '' : now.getHTML()),
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': given.label, class: 'editor-text' },
      handleKeyDown: (_view, event) => {
        if (event.isComposing) return false;
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault();
          latest.current.onSend();
          return true;
        }
        if (event.key === 'Escape') {
          latest.current.onLeave();
          return true;
        }
        return false;
      },
      handlePaste: (_view, event) => {
        const files = Array.from(event.clipboardData?.files ?? []);
        if (files.length === 0 || event.clipboardData?.types.includes('text/html')) return false;
        latest.current.onFiles(files);
        return true;
      },
      handleDrop: (_view, event, _slice, isMove) => {
        const files = Array.from(event.dataTransfer?.files ?? []);
        if (isMove || files.length === 0) return false;
        event.preventDefault();
        latest.current.onFiles(files);
        return true;
      },
    },
  });
  return (
    <div className="editor">
      <EditorContent editor={editor} />
      {editor && <Tools editor={editor} />}
    </div>
  );
};
