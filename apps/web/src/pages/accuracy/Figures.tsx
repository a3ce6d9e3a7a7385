import { Notice } from '../../components/Notice';
import type { Evaluation } from './evaluation';
import { direction, metricName, metricOrder, modelName, rangeText, signed, three } from './figures';
import type { Open } from './charts';
import { ItemsButton } from './Tables';

const leading = ['auc', 'brier', 'brier_skill', 'sensitivity', 'specificity', 'ece'];

// The figures that matter most, large, each with its interval and what the base rate alone reaches.
export function Headline({ evaluation }: { evaluation: Evaluation }) {
  return (
    <dl className="accuracy-headline">
      {leading
        .filter((name) => name in evaluation.metrics)
        .map((name) => (
          <div key={name} className="panel accuracy-headline-figure">
            <dt>{metricName(name)}</dt>
            <dd>
              <span className="accuracy-headline-value">{three(evaluation.metrics[name])}</span>
              <span className="small soft">
                {rangeText(evaluation.intervals[name])}
                <br />
                base rate alone {three(evaluation.baselines.base_rate[name])}
              </span>
            </dd>
          </div>
        ))}
    </dl>
  );
}

export function FiguresTable({ evaluation }: { evaluation: Evaluation }) {
  const { metrics, intervals, baselines } = evaluation;
  return (
    <table className="table table-dense figures">
      <caption className="hidden-text">All figures beside the baselines</caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">Predictions</th>
          <th scope="col">95% interval</th>
          <th scope="col">Base rate alone</th>
          <th scope="col">Always upheld</th>
        </tr>
      </thead>
      <tbody>
        {metricOrder(metrics).map((name) => (
          <tr key={name}>
            <th scope="row">{metricName(name)}</th>
            <td>
              <strong>{three(metrics[name])}</strong>
            </td>
            <td>{rangeText(intervals[name])}</td>
            <td>{three(baselines.base_rate[name])}</td>
            <td>{three(baselines.always_upheld[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ConfusionTable({ evaluation, open }: { evaluation: Evaluation; open: Open }) {
  const cell = (predicted: boolean, overturned: boolean, title: string) => (
    <ItemsButton
      title={title}
      items={evaluation.items_detail.filter(
        (item) =>
          item.probability_overturned >= 0.5 === predicted && item.overturned === overturned,
      )}
      open={open}
    />
  );
  return (
    <table className="table table-dense figures">
      <caption className="hidden-text">Predictions at one half against rulings</caption>
      <thead>
        <tr>
          <th scope="col">At one half</th>
          <th scope="col">Was overturned</th>
          <th scope="col">Was upheld</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Predicted overturned</th>
          <td>{cell(true, true, 'Predicted overturned, was overturned')}</td>
          <td>{cell(true, false, 'Predicted overturned, was upheld')}</td>
        </tr>
        <tr>
          <th scope="row">Predicted upheld</th>
          <td>{cell(false, true, 'Predicted upheld, was overturned')}</td>
          <td>{cell(false, false, 'Predicted upheld, was upheld')}</td>
        </tr>
      </tbody>
    </table>
  );
}

// Two sets of predictions on the same letters.
export function AgainstTable({ evaluation }: { evaluation: Evaluation }) {
  const { against } = evaluation;
  if (!against) return null;
  return (
    <section className="panel accuracy-section" aria-labelledby="against">
      <h2 id="against">Against other predictions</h2>
      <p>
        <strong>These:</strong> {modelName(against.model)}. <strong>Others:</strong>{' '}
        {modelName(against.with)}. Differences are these less the others, with the same letters
        drawn for both.
      </p>
      {against.in_training > 0 && (
        <Notice kind="warning">
          The others were fitted on {against.in_training} of these letters: their figures flatter.
        </Notice>
      )}
      <table className="table table-dense figures against">
        <caption className="hidden-text">Paired differences</caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">These</th>
            <th scope="col">Others</th>
            <th scope="col">Difference</th>
            <th scope="col">95% interval</th>
            <th scope="col">Says</th>
          </tr>
        </thead>
        <tbody>
          {metricOrder(evaluation.metrics).map((name) => {
            const difference = against.differences[name];
            const way = direction(name, difference?.interval ?? null);
            return (
              <tr key={name}>
                <th scope="row">{metricName(name)}</th>
                <td>{three(evaluation.metrics[name])}</td>
                <td>{three(against.metrics[name])}</td>
                <td>{difference?.difference == null ? 'n/a' : signed(difference.difference, 3)}</td>
                <td>
                  {difference?.interval
                    ? `${signed(difference.interval[0], 3)} to ${signed(difference.interval[1], 3)}`
                    : 'n/a'}
                </td>
                <td className={way > 0 ? 'good' : way < 0 ? 'bad' : 'soft'}>
                  {way > 0 ? 'better' : way < 0 ? 'worse' : 'cannot tell'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
