import type { BaseState, Choice } from '@crossdesk/contracts/settings.ts';
import { Button, Checkbox, NativeSelect, PasswordInput, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { setPreference, useTheme } from '../lib/preferences.ts';
import { toast } from '../lib/toast.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton, Keys } from '../ui/buttons.tsx';
import { DangerButton } from '../ui/danger-button.tsx';
import { IconAlertTriangle, IconCheck, IconChevronDown, IconInbox, IconSend, IconTrash, IconX } from '../ui/icons.ts';
import { Chip, DueChip, PriorityMark, StateMark, VisibilityTag } from '../ui/marks.tsx';
import { MenuButton, MenuDivider, MenuItem, MenuLabel } from '../ui/menus.tsx';
import { Pick } from '../ui/pick.tsx';
import { Empty, FormError, Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { ComponentGallery } from './component-gallery.tsx';
import { TicketParts } from './parts-of-tickets.tsx';
import './pages.css';

const states: BaseState[] = ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled'];
const priority = (weight: number, en: string): Choice => ({
  id: weight,
  kind: 'priority',
  name: { en },
  position: 0,
  isActive: true,
  baseState: null,
  needsJustification: false,
  statusId: null,
  weight,
  color: null,
  parentId: null,
  departmentId: null,
});
const priorities = [priority(10, 'Low'), priority(20, 'Medium'), priority(30, 'High'), priority(40, 'Urgent')];
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** As they stand at the foot of the screen; the buttons above show them there. */
const notices = [
  { tone: 'plain', text: '#308 closed.', act: 'Undo', icon: null },
  { tone: 'good', text: 'Done.', act: null, icon: <IconCheck aria-hidden /> },
  { tone: 'bad', text: 'It did not work.', act: null, icon: <IconAlertTriangle aria-hidden /> },
] as const;
const Notices = () =>
  notices.map(({ tone, text, act, icon }) => (
    <div key={tone} className="toast" data-tone={tone} style={{ animation: 'none' }}>
      {icon}
      <p className="grow">
        {text}
        {tone === 'bad' && <small>Your text is kept.</small>}
      </p>
      {act && (
        <button type="button" className="do">
          {act}
        </button>
      )}
      <button type="button" aria-label="Close">
        <IconX aria-hidden />
      </button>
    </div>
  ));

/** Every part in every state, in the theme that is on. Only while developing; its words are not translated. */
export const Parts = () => {
  const [picked, setPicked] = useState('b');
  const options = ['a', 'b', 'c'].map((value) => ({ value, label: `Option ${value}`, note: 'note' }));
  const shown = useTheme();
  return (
    <main className="simple-page">
      <div className="simple-inner">
        <h1>Parts</h1>
        <Button mb={14} variant="default" onClick={() => setPreference({ theme: shown === 'dark' ? 'light' : 'dark' })}>
          {shown === 'dark' ? 'Light' : 'Dark'}
        </Button>
        <ComponentGallery title="States">
          {states.map((state) => (
            <span key={state} style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
              <StateMark state={state} /> {state}
            </span>
          ))}
        </ComponentGallery>
        <ComponentGallery title="Priorities">
          {priorities.map((one) => (
            <PriorityMark key={one.id} choice={one} />
          ))}
        </ComponentGallery>
        <ComponentGallery title="Chips">
          {(['plain', 'accent', 'ok', 'warn', 'bad', 'internal', 'quiet'] as const).map((tone) => (
            <Chip key={tone} tone={tone} icon={<IconCheck />}>
              {tone}
            </Chip>
          ))}
          <VisibilityTag visibility="public" />
          <VisibilityTag visibility="internal" />
          <DueChip dueAt={inMs(26 * 3_600_000)} />
          <DueChip dueAt={inMs(42 * 60_000)} />
          <DueChip dueAt={inMs(-3_600_000)} />
        </ComponentGallery>
        <ComponentGallery title="People">
          {['Mina Ito', '佐藤 健', 'Jo', 'Ana Maria Moreira'].map((name) => (
            <Avatar key={name} name={name} size={32} />
          ))}
          {(['available', 'away', 'offline'] as const).map((availability) => (
            <Avatar key={availability} name="Kenji Tanaka" size={32} availability={availability} />
          ))}
        </ComponentGallery>
        <ComponentGallery title="Buttons">
          <Button leftSection={<IconSend size={15} />}>Primary</Button>
          <Button variant="default">Default</Button>
          <Button variant="subtle" color="gray">
            Subtle
          </Button>
          <Button disabled>Disabled</Button>
          <Button loading>Loading</Button>
          <IconButton label="Close" hotkey="e" onClick={() => {}}>
            <IconCheck />
          </IconButton>
          <IconButton label="Pressed" aria-pressed onClick={() => {}}>
            <IconCheck />
          </IconButton>
          <IconButton label="Delete" refusal="Your access profile does not allow this." onClick={() => {}}>
            <IconTrash />
          </IconButton>
          <Keys keys="mod+k" />
          <Keys keys="g a" />
        </ComponentGallery>
        <ComponentGallery title="Fields">
          <TextInput label="Text" defaultValue="Value" />
          <TextInput label="Wrong" error="Say what is wrong" />
          <TextInput label="Disabled" disabled />
          <PasswordInput label="Password" />
          <NativeSelect label="Select" data={['One', 'Two']} />
          <TagsInput label="Words" defaultValue={['carrier', 'vip']} />
          <Checkbox label="Checkbox" defaultChecked />
          <Switch label="Switch" defaultChecked />
          <Pick label="Pick" value={picked} options={options} onPick={setPicked}>
            Option {picked}
          </Pick>
          <Pick label="Refused" value="a" options={options} onPick={setPicked} refusal="You may not change this.">
            Refused
          </Pick>
        </ComponentGallery>
        <ComponentGallery title="Menus and grave acts">
          <MenuButton
            position="bottom-start"
            button={(anchor) => (
              <Button {...anchor} variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
                Menu
              </Button>
            )}
          >
            <MenuLabel>Show</MenuLabel>
            <MenuItem leftSection={<IconInbox size={15} aria-hidden />} rightSection={<Keys keys="g a" />}>
              With its key
            </MenuItem>
            <MenuItem rightSection={<IconCheck size={15} aria-label="chosen" />}>Chosen</MenuItem>
            <MenuDivider />
            <MenuItem disabled>Disabled</MenuItem>
          </MenuButton>
          <DangerButton onClick={() => {}}>Delete for good</DangerButton>
          <DangerButton disabled onClick={() => {}}>
            Disabled
          </DangerButton>
        </ComponentGallery>
        <ComponentGallery title="Time">
          {[0, -240_000, -7_200_000, -3 * 86_400_000, -40 * 86_400_000, -500 * 86_400_000].map((ms) => (
            <Time key={ms} at={inMs(ms)} />
          ))}
          <Time at={inMs(-86_400_000)} isLong />
        </ComponentGallery>
        <ComponentGallery title="Notices">
          <Button variant="default" onClick={() => toast({ text: 'Plain', action: { label: 'Undo', run: () => {} } })}>
            Plain
          </Button>
          <Button variant="default" onClick={() => toast({ tone: 'good', text: 'Done.' })}>
            Good
          </Button>
          <Button
            variant="default"
            onClick={() => toast({ tone: 'bad', text: 'It did not work.', detail: 'Your text is kept.' })}
          >
            Bad
          </Button>
          <Notices />
          <FormError>What went wrong, and what to do.</FormError>
        </ComponentGallery>
        <ComponentGallery title="Waiting and nothing">
          <Skeleton width={180} />
          <Skeleton width={28} height={28} round />
          <Empty
            icon={<IconInbox />}
            title="Nothing is waiting for you"
            buttons={<Button variant="default">Do something</Button>}
          >
            What would be here, and how to get it.
          </Empty>
        </ComponentGallery>
        <TicketParts />
      </div>
    </main>
  );
};
