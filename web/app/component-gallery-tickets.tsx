import { accessLevels } from '@crossdesk/contracts/levels.ts';
import { useState } from 'react';
import { DraftFiles, type UploadingFile } from '../conversation/attachments.tsx';
import { LevelMark } from '../sharing/level.tsx';
import { AvatarGroup } from '../tickets/ticket-header.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { IconArrowBackUp, IconArrowForwardUp, IconBolt, IconLock } from '../ui/icons.ts';
import { MultiValue, type Value } from '../ui/multi-value.tsx';
import { SharesChip } from '../ui/row-columns.tsx';
import { Splitter } from '../ui/splitter.tsx';
import { GallerySection } from './component-gallery-section.tsx';
import '../conversation/composer.css';
import '../conversation/thread.css';
import '../conversation/type-ahead.css';
import '../sharing/sharing.css';

const people = ['Mina Ito', 'Kenji Tanaka', '佐藤 健', 'Ana Maria Moreira'];
const presentPeople = people.map((_, agentId) => ({
  agentId,
  doing: agentId === 1 ? ('typing' as const) : ('viewing' as const),
}));
const share = (departmentId: number) => ({ departmentId, level: 'full' as const, isOwed: false });
const departments = {
  department: (id: number | null) => ['Customer Support', 'Logistics', 'Billing'][id ?? 0] ?? null,
};
const kinds = [
  { kind: 'reply', icon: IconArrowBackUp, label: 'Reply' },
  { kind: 'comment', icon: IconLock, label: 'Internal comment' },
  { kind: 'forward', icon: IconArrowForwardUp, label: 'Forward' },
] as const;
const file = (key: string, rest: Partial<UploadingFile>): UploadingFile => ({
  key,
  name: `${key}.pdf`,
  byteCount: 82_000,
  progress: null,
  problem: null,
  attachment: null,
  ...rest,
});
const files = [
  file('uploaded', {}),
  file('just started', { progress: 0 }),
  file('a name that is too long for the space next to the rest', { progress: 0.6 }),
  file('refused', { problem: 'The file is larger than 25 MB.' }),
];

/** The composer's tabs with one selected. */
const ComposerTabs = ({ chosen, start }: { chosen: (typeof kinds)[number]['kind']; start: string }) => (
  <div className="composer" data-kind={chosen} style={{ width: 420 }}>
    <div className="composer-tabs" role="tablist" aria-label={`${chosen} chosen`}>
      {kinds.map(({ kind, icon: Icon, label }) => (
        <button
          key={kind}
          type="button"
          role="tab"
          aria-selected={kind === chosen}
          data-refused={(chosen === 'comment' && kind === 'forward') || undefined}
        >
          <Icon aria-hidden />
          {label}
          {kind === 'reply' && <i className="written" />}
        </button>
      ))}
    </div>
    {chosen === 'forward' ? (
      <p className="composer-refused">
        <IconLock aria-hidden />
        Your department has Restricted access.
      </p>
    ) : (
      <button type="button" className="composer-closed">
        <span className="cut grow">{start}</span>
      </button>
    )}
  </div>
);

const Filters = () => {
  const [chosen, setChosen] = useState('Everything');
  return (
    <div className="filters" role="radiogroup" aria-label="Filters" style={{ padding: 0 }}>
      {['Everything', 'Public', 'Internal', 'History'].map((one) => (
        // biome-ignore lint/a11y/useSemanticElements: as in the conversation
        <button key={one} type="button" role="radio" aria-checked={one === chosen} onClick={() => setChosen(one)}>
          {one}
        </button>
      ))}
    </div>
  );
};

const SplitterSample = () => {
  const [width, setWidth] = useState(120);
  return (
    <div style={{ display: 'flex', height: 44, width: 260, background: 'var(--surface)' }}>
      <div style={{ width, background: 'var(--hover)' }} />
      <Splitter label="Width" width={width} min={60} max={200} onWidth={setWidth} />
    </div>
  );
};

const SuggestionsSample = () => (
  <div className="type-ahead" style={{ position: 'static' }}>
    <div className="type-ahead-list" role="listbox" aria-label="Suggestions">
      {people.slice(0, 2).map((name, index) => (
        <div key={name} role="option" tabIndex={-1} aria-selected={index === 0} className="type-ahead-offer">
          <Avatar name={name} size={22} />
          <span className="type-ahead-words">
            <b className="cut">{name}</b>
            <span className="cut">Customer Support, Billing</span>
          </span>
        </div>
      ))}
      <div role="option" tabIndex={-1} aria-selected={false} className="type-ahead-offer">
        <IconBolt aria-hidden />
        <span className="type-ahead-words">
          <b className="cut">Thank you, we are looking into it</b>
          <span className="cut">Hello …, thank you for your message. It has the number …</span>
        </span>
      </div>
    </div>
  </div>
);

/** Components of tickets and conversations. */
export const TicketComponents = () => {
  const [values, setValues] = useState<Value[]>(['Logistics', 'Billing']);
  return (
    <>
      <GallerySection title="Access levels and shares">
        {accessLevels.map((level) => (
          <LevelMark key={level} level={level} />
        ))}
        <SharesChip row={{ isOwn: true, departmentId: 0, shares: [share(1), share(2)] }} names={departments} />
        <SharesChip row={{ isOwn: false, departmentId: 0, shares: [share(1)] }} names={departments} />
      </GallerySection>
      <GallerySection title="Others on this ticket">
        <AvatarGroup people={presentPeople} agentOf={(id) => ({ name: people[id] ?? '', avatarUrl: null })} />
      </GallerySection>
      <GallerySection title="Filters">
        <Filters />
      </GallerySection>
      <GallerySection title="Writing">
        <ComposerTabs chosen="reply" start="Reply to Mina Ito…" />
        <ComposerTabs chosen="comment" start="Add an internal comment…" />
        <ComposerTabs chosen="forward" start="" />
        <DraftFiles files={files} onRemove={() => {}} />
        <SuggestionsSample />
      </GallerySection>
      <GallerySection title="MultiValue and splitter">
        <MultiValue
          label="Departments"
          values={values}
          options={['Customer Support', 'Logistics', 'Billing'].map((one) => ({ value: one, label: one }))}
          nameOf={String}
          onChange={setValues}
        />
        <MultiValue label="None" values={[]} options={[]} nameOf={String} onChange={() => {}} whenNone="Everyone" />
        <SplitterSample />
      </GallerySection>
    </>
  );
};
