import type { OutboxText } from '@crossdesk/contracts/notifications.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconSend } from '../ui/icons.ts';
import { Chip, type Tone } from '../ui/marks.tsx';
import { Time } from '../ui/time.tsx';
import { MoreButton, useSettingsTranslation } from './frame.tsx';

const tones: Record<OutboxText['state'], Tone> = {
  waiting: 'accent',
  sent: 'ok',
  delivered: 'ok',
  failed: 'bad',
  kept: 'warn',
  canceled: 'plain',
};

/** Text messages to agents, below the email; hidden if there are none. */
export const OutboxTexts = () => {
  const { t, desk } = useSettingsTranslation();
  const query = useInfiniteQuery({
    queryKey: ['outbox-texts'],
    queryFn: ({ pageParam, signal }) =>
      call('listOutboxTexts', { query: pageParam ? { after: pageParam } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  });
  const texts = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (texts.length === 0) return null;
  const resend = (message: OutboxText) =>
    void call('resendText', { params: { id: message.id }, body: {} })
      .then(() => {
        toast({ tone: 'good', text: t('outbox.again') });
        return queryClient.invalidateQueries({ queryKey: ['outbox-texts'] });
      })
      .catch(showProblem);
  return (
    <section className="outbox-texts">
      <h2>{t('texts.title')}</h2>
      <ul className="settings-list">
        {texts.map((message) => (
          <li key={message.id} className="settings-row">
            <span className="grow">
              <span className="settings-name">{message.isHidden ? t('texts.hidden') : message.text}</span>
              <span className="faint cut" style={{ display: 'block' }}>
                {!message.isHidden && `${desk('write.to')} ${message.to} · `}
                <Time at={message.createdAt} isLong />
                {message.lastError && ` · ${message.lastError}`}
              </span>
            </span>
            <Chip tone={tones[message.state]}>{desk(`notice.${message.state}`)}</Chip>
            {(message.state === 'failed' || message.state === 'kept') && (
              <IconButton label={t('outbox.send')} onClick={() => resend(message)}>
                <IconSend />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <MoreButton query={query} />
    </section>
  );
};
