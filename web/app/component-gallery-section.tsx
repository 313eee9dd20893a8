import type { ReactNode } from 'react';

/** A group of related components in the gallery. */
export const GallerySection = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card">
    <h2>{title}</h2>
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' }}>{children}</div>
  </section>
);
