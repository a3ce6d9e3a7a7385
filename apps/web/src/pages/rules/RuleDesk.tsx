import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Link } from 'wouter';
import { about, getJson } from '../../api/client';
import { readRuleFile, type RuleDiagnostic, type SavedFile } from '../../api/rules';
import { download } from '../../components/download';
import { Notice } from '../../components/Notice';
import { useLoaded } from '../../components/useLoaded';
import { Waiting } from '../../components/Waiting';
import {
  changeDraft,
  changedTexts,
  discardDraft,
  isChanged,
  openDraft,
  useDrafts,
  type Draft,
} from './drafts';
import { guidelineAddress } from './addresses';
import { EffectPanel } from './EffectPanel';
import { ExamplesPanel } from './ExamplesPanel';
import { treatmentMeanings } from './meanings';
import { ProblemsPanel } from './ProblemsPanel';
import { SaveDialog } from './SaveDialog';
import { schemaOf, type Schema } from './schemaHelp';
import { useFindings } from './useFindings';
import { VersionsPanel } from './VersionsPanel';
import type { Meanings } from './ruleCompletion';
import { YamlEditor, type EditorHandle } from './YamlEditor';

const noMeanings: Meanings = new Map();

function guidelineOf(path: string): string | null {
  return /^guidelines\/(.+)\.ya?ml$/.exec(path)?.[1] ?? null;
}

function loadSchema(path: string, signal: AbortSignal): Promise<Schema | null> {
  const name = schemaOf(path);
  return name === null ? Promise.resolve(null) : getJson<Schema>(`/rules/schema/${name}`, signal);
}

function stateText(changed: boolean, saved: SavedFile | null): string {
  if (changed) return 'Edited, not saved';
  if (!saved) return 'As on disk';
  return saved.restartNeeded
    ? 'Saved. Predictions use it once the server is started anew.'
    : 'Saved and in use; the version before is kept.';
}

function Head({
  path,
  draft,
  errors,
  maySave,
}: {
  path: string;
  draft: Draft;
  errors: number;
  maySave: boolean | null;
}) {
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState<SavedFile | null>(null);
  const id = guidelineOf(path);
  const changed = isChanged(draft);
  useEffect(() => {
    if (changed) setSaved(null);
  }, [changed]);
  return (
    <header className="rule-desk-head">
      <div className="rule-desk-head-name">
        <Link href={id === null ? '/rules' : guidelineAddress(id)} className="small">
          ← {id === null ? 'Rule book' : 'In plain English'}
        </Link>
        <h1 className="mono">{path}</h1>
      </div>
      <span className="rule-desk-state" role="status" data-changed={changed || undefined}>
        {stateText(changed, saved)}
      </span>
      <div className="rule-desk-buttons">
        <Button className="button" isDisabled={!changed} onPress={() => discardDraft(path)}>
          Discard changes
        </Button>
        <Button
          className="button"
          isDisabled={!changed}
          onPress={() =>
            download(path.slice(path.lastIndexOf('/') + 1), 'application/yaml', draft.text)
          }
        >
          Download
        </Button>
        <Button
          className="button button-main"
          isDisabled={!changed || maySave !== true}
          onPress={() => setSaving(true)}
          {...(maySave === false ? { 'aria-describedby': 'may-not-save' } : {})}
        >
          Review and save …
        </Button>
      </div>
      {maySave === false && (
        <p id="may-not-save" className="rule-desk-read-only small soft">
          Changes can be tried here but not saved: the server was started without{' '}
          <code>--edit-rules</code>. Download the file to keep them.
        </p>
      )}
      {saving && (
        <SaveDialog
          path={path}
          draft={draft}
          errors={errors}
          onClose={(done) => {
            setSaving(false);
            setSaved(done);
          }}
        />
      )}
    </header>
  );
}

function Editing({ path, draft }: { path: string; draft: Draft }) {
  const editor = useRef<EditorHandle>(null);
  const drafts = useDrafts();
  const texts = useMemo(() => changedTexts(drafts), [drafts]);
  const findings = useFindings(texts);
  const here = useMemo(
    () => findings.list.filter((found) => found.file === path),
    [findings.list, path],
  );
  const schema = useLoaded(path, (signal) => loadSchema(path, signal));
  const meanings = useLoaded('meanings', treatmentMeanings);
  const server = useLoaded('about', about);
  const errors = findings.list.filter((found) => found.severity === 'error').length;
  const show = (found: { file: string; line: number; column?: number }) => {
    if (found.file === path) editor.current?.show(found.line, found.column ?? 1);
  };
  return (
    <div className="rule-desk">
      <Head
        path={path}
        draft={draft}
        errors={errors}
        maySave={server.value?.rules_directory_writable ?? null}
      />
      <div className="rule-desk-editor panel">
        <YamlEditor
          key={path}
          ref={editor}
          text={draft.text}
          label={`${path}, YAML`}
          schema={schema.value}
          meanings={meanings.value ?? noMeanings}
          findings={here}
          onChange={(text) => changeDraft(path, text)}
        />
        <p className="rule-desk-keys small soft">
          <kbd>Ctrl</kbd>+<kbd>Space</kbd> what fits here · hover a word for what it means ·{' '}
          <kbd>Ctrl</kbd>+<kbd>F</kbd> find · <kbd>F8</kbd> next problem · <kbd>Tab</kbd> leaves the
          editor
        </p>
      </div>
      <Tabs className="rule-desk-tabs panel" defaultSelectedKey="problems">
        <TabList className="tabs" aria-label="What comes of the change">
          <Tab id="problems" className="tab">
            Problems{' '}
            <span className={`count ${errors > 0 ? 'count-bad' : ''}`}>{findings.list.length}</span>
          </Tab>
          <Tab id="examples" className="tab">
            Examples
          </Tab>
          <Tab id="effect" className="tab">
            What it changes
          </Tab>
          <Tab id="versions" className="tab">
            Earlier versions
          </Tab>
        </TabList>
        <TabPanel id="problems" className="tab-panel">
          <ProblemsPanel
            findings={findings}
            path={path}
            changed={Object.keys(texts).length > 0}
            onShow={(found: RuleDiagnostic) => show(found)}
            onMend={(found: RuleDiagnostic) => editor.current?.mend(found)}
          />
        </TabPanel>
        <TabPanel id="examples" className="tab-panel" shouldForceMount>
          <ExamplesPanel texts={texts} path={path} errors={errors} onShow={show} />
        </TabPanel>
        <TabPanel id="effect" className="tab-panel" shouldForceMount>
          <EffectPanel texts={texts} errors={errors} />
        </TabPanel>
        <TabPanel id="versions" className="tab-panel">
          <VersionsPanel path={path} draft={draft} />
        </TabPanel>
      </Tabs>
    </div>
  );
}

// A rule file being changed: the editor, and beside it what is wrong and what would come of it.
export function RuleDesk({ path }: { path: string }) {
  const loaded = useLoaded(path, (signal) => readRuleFile(path, signal));
  const draft = useDrafts().get(path);
  useEffect(() => {
    if (loaded.value) openDraft(path, loaded.value.text, loaded.value.etag);
  }, [path, loaded.value]);
  if (loaded.problem !== null && !draft) {
    return (
      <div className="page">
        <Notice kind="error">{loaded.problem}</Notice>
        <Link href="/rules">Back to the rule book</Link>
      </div>
    );
  }
  if (!draft) return <Waiting what="Opening the file" />;
  return <Editing path={path} draft={draft} />;
}
