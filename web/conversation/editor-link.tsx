import { Button, Popover, TextInput } from '@mantine/core';
import type { Editor } from '@tiptap/react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/buttons.tsx';
import { IconLink } from '../ui/icons.ts';
import { focusedChain } from './focused-chain.ts';
import { linkAddress } from './link-address.ts';

/** Makes a link of the words that are marked, or of the address itself where none are; changes and removes the one the caret stands in. */
export const LinkTool = ({ editor, isOn }: { editor: Editor; isOn: boolean }) => {
  const { t } = useTranslation();
  const { t: words } = useTranslation('editor');
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const open = () => {
    setTyped(editor.getAttributes('link').href ?? '');
    setWrong(false);
    setOpen(!isOpen);
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(false);
    editor.view.focus();
  };
  const put = (event: FormEvent) => {
    event.preventDefault();
    // The text may stand in a form of its own.
    event.stopPropagation();
    const href = linkAddress(typed);
    if (href === null) return setWrong(true);
    setOpen(false);
    const chain = focusedChain(editor).extendMarkRange('link');
    if (editor.state.selection.empty && !isOn) {
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
        <IconButton label={t('editor.link')} aria-pressed={isOn} onClick={open}>
          <IconLink />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('editor.link')}>
        <form className="plain-form" onSubmit={put} onKeyDown={leave} noValidate>
          <TextInput
            label={t('editor.linkAddress')}
            type="url"
            inputMode="url"
            placeholder="https://"
            data-autofocus
            value={typed}
            error={isWrong && words('link.wrong')}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setWrong(false);
            }}
          />
          <div className="form-foot is-end">
            {isOn && (
              <Button variant="subtle" color="gray" onClick={remove}>
                {words('link.remove')}
              </Button>
            )}
            <Button type="submit">{words(isOn ? 'link.change' : 'link.put')}</Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
};
