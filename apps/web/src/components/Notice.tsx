import type { ReactNode } from 'react';

export type NoticeKind = 'error' | 'warning' | 'note';

const signs: Record<NoticeKind, string> = { error: '✕', warning: '!', note: 'i' };

// A message in the flow of a page; errors are announced at once.
export function Notice({
  kind,
  title,
  children,
}: {
  kind: NoticeKind;
  title?: string;
  children?: ReactNode;
}) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <span className="notice-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
