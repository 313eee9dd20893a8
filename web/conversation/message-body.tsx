import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDots, IconMessageCircle, IconPhoto } from '../ui/icons.ts';
import { safeHtml } from './message-html.ts';
import './message.css';

/** The text of a message, with its quotation folded and remote images loaded only on request. */
export const MessageBody = ({ html, quotedHtml }: { html: string; quotedHtml: string | null }) => {
  const { t } = useTranslation();
  const [isRemoteShown, setRemoteShown] = useState(false);
  const [isQuoteShown, setQuoteShown] = useState(false);
  const body = useMemo(() => safeHtml(html, isRemoteShown), [html, isRemoteShown]);
  const quote = useMemo(
    () => (quotedHtml && isQuoteShown ? safeHtml(quotedHtml, isRemoteShown) : null),
    [quotedHtml, isQuoteShown, isRemoteShown],
  );
  const remoteCount = body.remoteCount + (quote?.remoteCount ?? 0);
  return (
    <>
      {remoteCount > 0 && !isRemoteShown && (
        <p className="remote-note">
          <IconPhoto aria-hidden />
          <span className="grow">{t('message.remote', { count: remoteCount })}</span>
          <button type="button" onClick={() => setRemoteShown(true)}>
            {t('message.remoteShow')}
          </button>
        </p>
      )}
      {body.html.includes(' data-answer=') && (
        <p className="remote-note">
          <IconMessageCircle aria-hidden />
          <span>{t('message.answers')}</span>
        </p>
      )}
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: safeHtml sanitizes it */}
      <div className="mail" dangerouslySetInnerHTML={{ __html: body.html }} />
      {quotedHtml && (
        <button
          type="button"
          className="quote-toggle"
          aria-expanded={isQuoteShown}
          aria-label={t(isQuoteShown ? 'message.quoteHide' : 'message.quoteShow')}
          title={t(isQuoteShown ? 'message.quoteHide' : 'message.quoteShow')}
          onClick={() => setQuoteShown(!isQuoteShown)}
        >
          <IconDots aria-hidden />
        </button>
      )}
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: safeHtml sanitizes it */}
      {quote && <div className="mail is-quoted" dangerouslySetInnerHTML={{ __html: quote.html }} />}
    </>
  );
};
