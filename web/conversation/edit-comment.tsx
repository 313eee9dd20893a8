import type { Message } from '@crossdesk/contracts/conversation.ts';
import { Button } from '@mantine/core';
import { Suspense, use, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { call } from '../lib/client.ts';
import { loadCatalogue } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { cacheMessage } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { blockUndo } from '../lib/undo.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconAt, IconBolt } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { Skeleton } from '../ui/states.tsx';
import { mentionIdsIn } from './mention-ids.ts';
import { NoCannedReplies, useSuggestions } from './suggestions.tsx';

const Editor = lazyComponent(() => import('./editor.tsx').then((module) => module.Editor));
const catalogue = loadCatalogue('editor');

/** Edits an internal comment in place for a limited time; revisions are kept (ZV-48, C-01). */
export const EditComment = ({ number, message, onDone }: { number: number; message: Message; onDone: () => void }) => {
  use(catalogue);
  const { t } = useTranslation();
  const { t: tEditor } = useTranslation('editor');
  const [html, setHtml] = useState(message.html);
  const [isBusy, setBusy] = useState(false);
  const suggestions = useSuggestions(number, 'comment');
  const openSuggestions = useRef<((sign: '/' | '@') => void) | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  // The composer may be open as well, so the shortcut applies to the editor with the caret.
  useActionHandler('write.canned', hasFocus ? () => openSuggestions.current?.('/') : null);
  const saveEdit = async () => {
    setBusy(true);
    try {
      const body = { html, mentionIds: mentionIdsIn(html) };
      cacheMessage(number, await call('editMessage', { params: { number, messageId: message.id }, body }));
      blockUndo();
      onDone();
    } catch (error) {
      showProblem(error, t('kept.text'));
    }
    setBusy(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only tracks focus
    <div className="edit-comment" onFocus={() => setHasFocus(true)} onBlur={() => setHasFocus(false)}>
      <Suspense fallback={<Skeleton width="60%" />}>
        <Editor
          start={message.html}
          label={t('message.edit')}
          placeholder=""
          suggestions={suggestions}
          emptyNote={<NoCannedReplies />}
          onOpenSuggestions={(open) => {
            openSuggestions.current = open;
          }}
          onChange={setHtml}
          onFiles={() => toast({ tone: 'bad', text: tEditor('edit.noFiles') })}
          onSend={() => void saveEdit()}
          onClose={onDone}
        />
      </Suspense>
      <div className="edit-comment-foot">
        <IconButton label={tEditor('canned.insert')} hotkey="mod+/" onClick={() => openSuggestions.current?.('/')}>
          <IconBolt />
        </IconButton>
        <IconButton label={tEditor('mention.insert')} onClick={() => openSuggestions.current?.('@')}>
          <IconAt />
        </IconButton>
        <span className="grow" />
        <Button variant="subtle" color="gray" onClick={onDone}>
          {t('cancel')}
        </Button>
        <Button loading={isBusy} onClick={() => void saveEdit()}>
          {t('save')}
        </Button>
      </div>
    </div>
  );
};
