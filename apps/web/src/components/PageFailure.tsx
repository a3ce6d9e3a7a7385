import { Component, type ReactNode } from 'react';
import { messageOf } from '../api/client';
import { Notice } from './Notice';

// Keeps the navigation alive when a page fails.
export class PageFailure extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="page">
        <Notice kind="error" title="This page failed.">
          <p>{messageOf(this.state.error)} Reload the page; nothing was sent anywhere.</p>
        </Notice>
      </div>
    );
  }
}
