import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Keys } from '../ui/buttons.tsx';
import { IconMessageCircle } from '../ui/icons.ts';
import { Empty } from '../ui/states.tsx';
import './no-ticket.css';

/** Next to the list while no ticket is open. */
export const NoTicket = () => {
  const { t } = useTranslation();
  // A ticket will be opened soon, so its code is preloaded.
  useEffect(() => {
    const timer = setTimeout(() => void import('./ticket-page.tsx'), 600);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="no-ticket">
      <Empty icon={<IconMessageCircle />} title={t('noTicket.title')}>
        {t('noTicket.text')}
      </Empty>
      <ul className="no-ticket-keys" aria-hidden>
        {(
          [
            ['j', 'action.list.next'],
            ['Enter', 'action.list.open'],
            ['mod+k', 'action.app.palette'],
            ['?', 'action.app.keys'],
          ] as const
        ).map(([keys, name]) => (
          <li key={keys}>
            <span>{t(name)}</span>
            <Keys keys={keys} />
          </li>
        ))}
      </ul>
    </div>
  );
};
