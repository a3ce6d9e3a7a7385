import type { View } from '../../api/types';
import { reviewStore, type ReviewState } from './store';
import { FileButton } from './Start';

const views: [View, string][] = [
  ['prescreen', 'open case'],
  ['record', 'past letter'],
];

export function Toolbar({
  state,
  onFiles,
  onPrint,
  onExport,
  onRecord,
  onRecent,
}: {
  state: ReviewState;
  onFiles: (files: File[]) => void;
  onPrint: () => void;
  onExport: () => void;
  onRecord: () => void;
  onRecent: () => void;
}) {
  const ofCorpus = state.document !== null && 'corpus' in state.document;
  return (
    <div className="toolbar" role="toolbar" aria-label="Review">
      <h1 className="toolbar-name" title={state.name}>
        {state.name}
      </h1>
      <label className="field">
        <span className="field-label">Read as</span>
        <select
          className="input"
          title="Of a past letter the findings of its expert are read too (record view)"
          value={state.view}
          onChange={(event) => reviewStore.setView(event.target.value as View)}
        >
          {views.map(([view, words]) => (
            <option key={view} value={view}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span className="field-label">Guidelines of</span>
        <input
          type="date"
          className="input"
          value={state.asOf}
          title="Empty: of the day of the utilization review"
          onChange={(event) => reviewStore.setAsOf(event.target.value)}
        />
      </label>
      <span className="toolbar-state soft small" role="status">
        {state.phase === 'updating' ? 'Updating …' : ''}
      </span>
      <span className="toolbar-buttons">
        <button type="button" className="button" onClick={() => reviewStore.close()}>
          New
        </button>
        <FileButton onFiles={onFiles} />
        <button type="button" className="button" onClick={onRecent}>
          Recent
        </button>
        <button type="button" className="button" onClick={onPrint}>
          Print / PDF
        </button>
        <button type="button" className="button" onClick={onExport}>
          Save report
        </button>
        <button
          type="button"
          className="button button-main"
          onClick={onRecord}
          disabled={ofCorpus}
          title={ofCorpus ? 'A letter of a corpus has its ruling already' : undefined}
        >
          {state.historyId === null ? 'Record' : 'Recorded ✓'}
        </button>
      </span>
    </div>
  );
}
