import type { ReactNode } from 'react';

/** Parts of one kind, beside each other. */
export const ComponentGallery = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card">
    <h2>{title}</h2>
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' }}>{children}</div>
  </section>
);
