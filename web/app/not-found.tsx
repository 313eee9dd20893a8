import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { IconTicket } from '../ui/icons.ts';
import { Empty, Failed } from '../ui/states.tsx';

/** There is nothing at this address. */
export const NotFound = () => {
  const { t } = useTranslation();
  return (
    <main className="lonely">
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

/** The page could not be shown; it can be tried again. */
export const Trouble = ({ error }: { error: unknown }) => (
  <main className="lonely">
    <Failed error={error} retry={() => location.reload()} />
  </main>
);
