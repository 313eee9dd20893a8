import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../lib/i18n.ts';
import { setPreference } from '../lib/preferences.ts';
import './signed-out.css';

/** The layout of the pages before sign-in: one card and a language switch. */
export const SignedOutPage = ({
  title,
  note,
  children,
  isWide = false,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
  isWide?: boolean;
}) => {
  const { i18n } = useTranslation();
  const other = i18n.language === 'ja' ? 'en' : 'ja';
  return (
    <main className="signed-out">
      <div className="signed-out-card" data-wide={isWide || undefined}>
        <img src="/mark.svg" alt="" width={40} height={40} />
        <h1>{title}</h1>
        {note && <p className="signed-out-note">{note}</p>}
        {children}
      </div>
      <button
        type="button"
        className="signed-out-language"
        lang={other}
        onClick={() => {
          setPreference({ locale: other });
          void setLanguage(other);
        }}
      >
        {other === 'ja' ? '日本語' : 'English'}
      </button>
    </main>
  );
};
