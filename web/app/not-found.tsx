import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { IconTicket } from '../ui/icons.ts';
import { Empty, Failed } from '../ui/states.tsx';

/** The page for an unknown address. */
export const NotFound = () => {
  const { t } = useTranslation();
  return (
    <main className="centered-page">
      <Empty
        icon={<IconTicket />}
        title={t('notFound.title')}
        buttons={
          <Button component={Link} to="/">
            {t('notFound.button')}
          </Button>
        }
      >
        {t('notFound.text')}
      </Empty>
    </main>
  );
};

/** The page for an error while loading, with a retry button. */
export const ErrorPage = ({ error }: { error: unknown }) => (
  <main className="centered-page">
    <Failed error={error} retry={() => location.reload()} />
  </main>
);
