import type { Message } from '@crossdesk/contracts/conversation.ts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { MessageBody } from './message-body.tsx';

/** The body of a message. A long one is shown as its beginning, with a button for all of it. */
export const WholeMessage = ({ number, message }: { number: number; message: Message }) => {
  const { t } = useTranslation();
  const [whole, setWhole] = useState<Message | null>(null);
  const [isLoading, setLoading] = useState(false);
  const shown = message.isCut && whole?.id === message.id ? whole : message;
  const load = async () => {
    setLoading(true);
    try {
      setWhole(await call('getMessage', { params: { number, messageId: message.id } }));
    } catch (error) {
      showProblem(error);
    } finally {
      setLoading(false);
    }
  };
  return (
    <>
      <MessageBody html={shown.html} quotedHtml={shown.quotedHtml} />
      {shown.isCut && shown === whole && <p className="faint">{t('message.tooLong')}</p>}
      {message.isCut && !whole && (
        <Button variant="default" size="xs" loading={isLoading} onClick={() => void load()}>
          {t('message.showWhole')}
        </Button>
      )}
    </>
  );
};
