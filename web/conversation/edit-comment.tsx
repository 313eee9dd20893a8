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

/** The pencil: an internal comment is changed in place for a while; what it said before is kept (ZV-48, C-01). */
export const EditComment = ({ number, message, onDone }: { number: number; message: Message; onDone: () => void }) => {
  use(catalogue);
  const { t } = useTranslation();
  const { t: words } = useTranslation('editor');
  const [html, setHtml] = useState(message.html);
  const [isBusy, setBusy] = useState(false);
  const offers = useSuggestions(number, 'comment');
  const offer = useRef<((sign: '/' | '@') => void) | null>(null);
  const [isWithin, setWithin] = useState(false);
  // The writing desk may be open as well: the key is for where the caret is.
  useActionHandler('write.canned', isWithin ? () => offer.current?.('/') : null);
  const keep = async () => {
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
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes where the caret is
    <div className="edit-comment" onFocus={() => setWithin(true)} onBlur={() => setWithin(false)}>
      <Suspense fallback={<Skeleton width="60%" />}>
        <Editor
          start={message.html}
          label={t('message.edit')}
          placeholder=""
          offers={offers}
          emptyNote={<NoCannedReplies />}
          onOffer={(open) => {
            offer.current = open;
          }}
          onChange={setHtml}
          onFiles={() => toast({ tone: 'bad', text: words('edit.noFiles') })}
          onSend={() => void keep()}
          onLeave={onDone}
        />
      </Suspense>
      <div className="edit-comment-foot">
        <IconButton label={words('canned.insert')} hotkey="mod+/" onClick={() => offer.current?.('/')}>
          <IconBolt />
        </IconButton>
        <IconButton label={words('mention.insert')} onClick={() => offer.current?.('@')}>
          <IconAt />
        </IconButton>
        <span className="grow" />
        <Button variant="subtle" color="gray" onClick={onDone}>
          {t('cancel')}
        </Button>
        <Button loading={isBusy} onClick={() => void keep()}>
          {t('save')}
        </Button>
      </div>
    </div>
  );
};
