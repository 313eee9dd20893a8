import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, Skeleton } from '../ui/states.tsx';
import './admin.css';

/** One page of the settings: its name, what it decides, and what can be added. */
export const SettingsFrame = ({
  title,
  note,
  action,
  children,
}: {
  title: string;
  note?: string;
  action?: ReactNode;
  children: ReactNode;
}) => (
  <>
    <header className="settings-head">
      <div className="grow">
        <h1>{title}</h1>
        {note && <p>{note}</p>}
      </div>
      {action}
    </header>
    {children}
  </>
);

/** Shows what was asked for, its skeleton while it comes, or why it did not. */
export const QueryContent = <T,>({
  query,
  children,
}: {
  query: { data: T | undefined; error: Error | null; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) => {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="settings-list" aria-busy>
      {[50, 62, 44].map((width) => (
        <div key={width} className="settings-row">
          <Skeleton width={`${width}%`} />
        </div>
      ))}
    </div>
  );
};

/** The foot of a dialog: leave, or keep. */
export const DialogFooter = ({ children }: { children: ReactNode }) => (
  <div className="form-foot is-end">{children}</div>
);

export const SettingsEmpty = ({ children }: { children: ReactNode }) => <p className="settings-empty">{children}</p>;

export const useSettingsTranslation = () => {
  const { t } = useTranslation('settings');
  const { t: desk } = useTranslation('desk');
  return { t, desk };
};
