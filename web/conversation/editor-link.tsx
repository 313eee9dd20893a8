import { Button, Popover, TextInput } from '@mantine/core';
import type { Editor } from '@tiptap/react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/buttons.tsx';
import { IconLink } from '../ui/icons.ts';
import { focusedChain } from './focused-chain.ts';
import { linkAddress } from './link-address.ts';

/**
 * Turns the selection into a link, or inserts the address without a selection; changes and removes
 * the link at the caret.
 */
export const LinkTool = ({ editor, isActive }: { editor: Editor; isActive: boolean }) => {
  const { t } = useTranslation();
  const { t: tEditor } = useTranslation('editor');
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [isInvalid, setInvalid] = useState(false);
  const open = () => {
    setTyped(editor.getAttributes('link').href ?? '');
    setInvalid(false);
    setOpen(!isOpen);
  };
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(false);
    editor.view.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The editor may be inside another form.
    event.stopPropagation();
    const href = linkAddress(typed);
    if (href === null) return setInvalid(true);
    setOpen(false);
    const chain = focusedChain(editor).extendMarkRange('link');
    if (editor.state.selection.empty && !isActive) {
      const link = { type: 'text', text: typed.trim(), marks: [{ type: 'link', attrs: { href } }] };
      chain.insertContent([link, { type: 'text', text: ' ' }]).run();
    } else chain.setLink({ href }).run();
  };
  const remove = () => {
    setOpen(false);
    focusedChain(editor).extendMarkRange('link').unsetLink().run();
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <IconButton label={t('editor.link')} aria-pressed={isActive} onClick={open}>
          <IconLink />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('editor.link')}>
        <form className="plain-form" onSubmit={submit} onKeyDown={closeOnEscape} noValidate>
          <TextInput
            label={t('editor.linkAddress')}
            type="url"
            inputMode="url"
            placeholder="https://"
            data-autofocus
            value={typed}
            error={isInvalid && tEditor('link.wrong')}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setInvalid(false);
            }}
          />
          <div className="form-foot is-end">
            {isActive && (
              <Button variant="subtle" color="gray" onClick={remove}>
                {tEditor('link.remove')}
              </Button>
            )}
            <Button type="submit">{tEditor(isActive ? 'link.change' : 'link.put')}</Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
};
