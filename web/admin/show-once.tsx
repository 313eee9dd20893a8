import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconCopy } from '../ui/icons.ts';
import { useSettingsTranslation } from './frame.tsx';

/** A secret that is shown only once, such as an invitation link or an API key. */
export const ShowOnce = ({ text, secret }: { text: string; secret: string }) => {
  const { t } = useSettingsTranslation();
  return (
    <div className="show-once" role="status" style={{ marginBottom: 14 }}>
      <span>{text}</span>
      <span style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
        <code className="grow">{secret}</code>
        <IconButton
          label={t('copy')}
          onClick={() =>
            void navigator.clipboard
              .writeText(secret)
              .then(() => toast({ tone: 'good', text: t('copied') }))
              .catch(() => {})
          }
        >
          <IconCopy />
        </IconButton>
      </span>
    </div>
  );
};
