import type { Me } from '@crossdesk/contracts/identity.ts';
import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { changePassword } from '../lib/auth.ts';
import { useMe } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { setReaderZone } from '../lib/format.ts';
import { setLanguage } from '../lib/i18n.ts';
import { setPreference, usePreferences } from '../lib/preferences.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { FormError } from '../ui/states.tsx';
import { AgentAbsences } from './agent-absences.tsx';
import { AgentHours } from './agent-hours.tsx';
import { zones } from './company.tsx';
import { SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { MyNotifications } from './my-notifications.tsx';
import { TwoFactor } from './two-factor.tsx';

const afterClosingOptions = ['stay', 'next', 'list'] as const;

const ProfileAndAppearance = ({ me }: { me: Me }) => {
  const { t, desk } = useSettingsTranslation();
  const { theme, density, panelSide, afterClosing } = usePreferences();
  const [name, setName] = useState(me.name);
  const [problem, setProblem] = useState<string | null>(null);
  const edit = async (change: { name?: string; locale?: 'en' | 'ja'; timeZone?: string }) => {
    setProblem(null);
    try {
      queryClient.setQueryData(keys.me, await call('editMe', { body: change }));
      void queryClient.invalidateQueries({ queryKey: keys.catalog });
      toast({ tone: 'good', text: t('saved') });
    } catch (error) {
      setProblem(problemMessage(error));
    }
  };
  return (
    <>
      <section className="settings-card">
        {problem && <FormError>{problem}</FormError>}
        <form
          style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}
          onSubmit={(event) => {
            event.preventDefault();
            void edit({ name: name.trim() });
          }}
        >
          <TextInput
            className="grow"
            label={t('me.name')}
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" variant="default" disabled={name.trim() === me.name || !name.trim()}>
            {desk('save')}
          </Button>
        </form>
        <TextInput label={t('me.email')} value={me.email} readOnly />
        <NativeSelect
          label={t('me.language')}
          value={me.locale}
          onChange={(event) => {
            const locale = event.currentTarget.value === 'ja' ? 'ja' : 'en';
            setPreference({ locale });
            void setLanguage(locale);
            void edit({ locale });
          }}
          data={[
            { value: 'en', label: 'English' },
            { value: 'ja', label: '日本語' },
          ]}
        />
        <NativeSelect
          label={t('me.zone')}
          value={me.timeZone}
          onChange={(event) => {
            setReaderZone(event.currentTarget.value);
            void edit({ timeZone: event.currentTarget.value });
          }}
          data={zones.includes(me.timeZone) ? zones : [me.timeZone, ...zones]}
        />
      </section>
      <section className="settings-card">
        <h2>{t('me.look')}</h2>
        <p>{t('me.lookNote')}</p>
        <NativeSelect
          label={t('me.theme')}
          value={theme}
          onChange={(event) =>
            setPreference({
              theme:
                (['light', 'dark', 'system'] as const).find((one) => one === event.currentTarget.value) ?? 'system',
            })
          }
          data={(['system', 'light', 'dark'] as const).map((one) => ({ value: one, label: t(`theme.${one}`) }))}
        />
        <NativeSelect
          label={desk('density')}
          value={density}
          onChange={(event) =>
            setPreference({ density: event.currentTarget.value === 'compact' ? 'compact' : 'comfortable' })
          }
          data={(['comfortable', 'compact'] as const).map((one) => ({ value: one, label: desk(`density.${one}`) }))}
        />
        <NativeSelect
          label={t('me.panelSide')}
          value={panelSide}
          onChange={(event) => setPreference({ panelSide: event.currentTarget.value === 'left' ? 'left' : 'right' })}
          data={(['right', 'left'] as const).map((one) => ({ value: one, label: t(`me.panelSide.${one}`) }))}
        />
        <NativeSelect
          label={t('me.afterClosing')}
          value={afterClosing}
          onChange={(event) =>
            setPreference({
              afterClosing: afterClosingOptions.find((one) => one === event.currentTarget.value) ?? 'stay',
            })
          }
          data={afterClosingOptions.map((one) => ({ value: one, label: t(`me.afterClosing.${one}`) }))}
        />
      </section>
    </>
  );
};

const Password = () => {
  const { t, desk } = useSettingsTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await changePassword(current, next);
      setCurrent('');
      setNext('');
      toast({ tone: 'good', text: t('me.passwordChanged') });
    } catch {
      setProblem(t('me.passwordWrong'));
    }
  };
  const toggle = { 'aria-label': desk('signIn.showPassword') };
  return (
    <section className="settings-card">
      <h2>{t('me.password')}</h2>
      <form className="plain-form" onSubmit={save}>
        {problem && <FormError>{problem}</FormError>}
        <PasswordInput
          label={t('me.passwordNow')}
          required
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          label={desk('choosePassword.new')}
          description={desk('choosePassword.note')}
          required
          minLength={12}
          maxLength={128}
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <div className="form-foot is-end">
          <Button type="submit" variant="default">
            {t('me.passwordChange')}
          </Button>
        </div>
      </form>
    </section>
  );
};

/** The personal settings of the signed-in user. */
export const MySettings = () => {
  const { t } = useSettingsTranslation();
  const me = useMe();
  if (!me) return null;
  return (
    <SettingsFrame title={t('page.me')} note={t('note.me')}>
      <ProfileAndAppearance me={me} />
      <AgentHours agentId={me.id} />
      <AgentAbsences agentId={me.id} />
      <MyNotifications me={me} />
      <Password />
      <TwoFactor />
    </SettingsFrame>
  );
};
