import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { encode } from 'uqr';
import { disableTwoFactor, enableTwoFactor, hasTwoFactor, verifyCode } from '../lib/auth.ts';
import { toast } from '../lib/toast.ts';
import { FormError } from '../ui/states.tsx';
import { useSettingsTranslation } from './frame.tsx';

/** Dark on light in both themes, because scanners expect it. */
const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={squares.join('')} />
    </svg>
  );
};

/**
 * Two-factor authentication: enabled with a code of the authenticator app, disabled with the
 * password.
 */
export const TwoFactor = () => {
  const { t, desk } = useSettingsTranslation();
  const { data: isOn, refetch } = useQuery({ queryKey: ['two-factor'], queryFn: hasTwoFactor });
  const [password, setPassword] = useState('');
  const [enrollment, setEnrollment] = useState<{ totpUri: string; backupCodes: string[] } | null>(null);
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      if (enrollment) {
        await verifyCode(code.replace(/\s/g, ''), true);
        setEnrollment(null);
        toast({ tone: 'good', text: t('me.twoFactorOn') });
      } else if (isOn) {
        await disableTwoFactor(password);
        toast({ tone: 'good', text: t('me.twoFactorOff') });
      } else setEnrollment(await enableTwoFactor(password));
      setPassword('');
      setCode('');
      await refetch();
    } catch {
      setProblem(enrollment ? desk('signIn.badCode') : t('me.passwordWrong'));
    }
  };
  const secret = enrollment
    ? (new URLSearchParams(enrollment.totpUri.split('?')[1] ?? '').get('secret') ?? enrollment.totpUri)
    : '';
  return (
    <section className="settings-card">
      <h2>{t('me.twoFactor')}</h2>
      <p>{t(isOn ? 'me.twoFactorIsOn' : 'me.twoFactorNote')}</p>
      <form className="plain-form" onSubmit={submit}>
        {problem && <FormError>{problem}</FormError>}
        {enrollment ? (
          <>
            <div className="show-once">
              <span>{t('me.twoFactorScan')}</span>
              <QrCode text={enrollment.totpUri} label={t('me.twoFactorPicture')} />
              <span>{t('me.twoFactorSecret')}</span>
              <code>{secret}</code>
              <span>{t('me.twoFactorBackup')}</span>
              <code>{enrollment.backupCodes.join('  ')}</code>
            </div>
            <TextInput
              label={desk('signIn.code')}
              required
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          </>
        ) : (
          <PasswordInput
            label={t('me.passwordNow')}
            required
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': desk('signIn.showPassword') }}
          />
        )}
        <div className="form-foot is-end">
          <Button type="submit" variant="default">
            {t(enrollment ? 'me.twoFactorConfirm' : isOn ? 'me.twoFactorStop' : 'me.twoFactorStart')}
          </Button>
        </div>
      </form>
    </section>
  );
};
