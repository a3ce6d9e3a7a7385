import { useState } from 'react';
import { Button } from 'react-aria-components';
import { messageOf } from '../../api/client';
import { earlierVersions, readEarlierVersion } from '../../api/rules';
import { Notice } from '../../components/Notice';
import { useLoaded } from '../../components/useLoaded';
import { changeDraft, type Draft } from './drafts';
import { YamlDifference } from './YamlDifference';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

// What the file was before each time it was saved from here.
export function VersionsPanel({ path, draft }: { path: string; draft: Draft }) {
  const versions = useLoaded(`${path} ${draft.etag}`, (signal) => earlierVersions(path, signal));
  const [shown, setShown] = useState<{ number: number; text: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const show = (number: number) => {
    setProblem(null);
    readEarlierVersion(path, number)
      .then((text) => setShown({ number, text }))
      .catch((error: unknown) => setProblem(messageOf(error)));
  };
  if (versions.problem !== null) return <Notice kind="error">{versions.problem}</Notice>;
  const list = [...(versions.value ?? [])].sort((a, b) => b.number - a.number);
  return (
    <>
      <p className="soft" role="status">
        {versions.value === null
          ? 'Looking …'
          : list.length === 0
            ? 'None yet. Each time the file is saved here, what it was before is kept.'
            : `${list.length} kept, the latest first.`}
      </p>
      {list.length > 0 && (
        <table className="table table-dense">
          <caption className="hidden-text">Earlier versions of {path}</caption>
          <thead>
            <tr>
              <th scope="col">Replaced</th>
              <th scope="col">Bytes</th>
              <th scope="col">
                <span className="hidden-text">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((version) => (
              <tr key={version.number}>
                <th scope="row">{when.format(new Date(version.replaced))}</th>
                <td className="number">{version.bytes.toLocaleString('en')}</td>
                <td>
                  <Button className="button button-small" onPress={() => show(version.number)}>
                    Show<span className="hidden-text"> version {version.number}</span>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {problem !== null && <Notice kind="error">{problem}</Notice>}
      {shown && (
        <section aria-label={`Version ${shown.number}`} className="version-shown">
          <div className="panel-row">
            <strong>From version {shown.number} to the text in the editor</strong>
            <Button
              className="button"
              isDisabled={shown.text === draft.text}
              onPress={() => changeDraft(path, shown.text)}
            >
              Put it back into the editor
            </Button>
          </div>
          <YamlDifference
            before={shown.text}
            after={draft.text}
            label={`Changes since version ${shown.number}`}
          />
        </section>
      )}
    </>
  );
}
