import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconCopy } from '../ui/icons.ts';
import { useSettingsTranslation } from './frame.tsx';

/** Copies a text to the clipboard. */
export const CopyButton = ({ text }: { text: string }) => {
  const { t } = useSettingsTranslation();
  const copy = () =>
    void navigator.clipboard
      .writeText(text)
      .then(() => toast({ tone: 'good', text: t('copied') }))
      .catch(() => {});
  return (
    <IconButton label={t('copy')} onClick={copy}>
      <IconCopy />
    </IconButton>
  );
};

/** A secret that is shown only once, such as an invitation link or an API key. */
export const ShowOnce = ({ text, secret }: { text: string; secret: string }) => {
  return (
    <div className="show-once" role="status" style={{ marginBottom: 14 }}>
      <span>{text}</span>
      <span style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
        <code className="grow">{secret}</code>
        <CopyButton text={secret} />
      </span>
    </div>
  );
};
