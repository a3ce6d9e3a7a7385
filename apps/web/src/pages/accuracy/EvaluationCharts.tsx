import { useMemo } from 'react';
import { ChartFigure } from './ChartFigure';
import {
  groupDrawing,
  precisionDrawing,
  reliabilityDrawing,
  riskDrawing,
  rocDrawing,
  type Open,
} from './charts';
import {
  byMonth,
  byTreatment,
  operatingPoints,
  reliability,
  riskCoverage,
  thinned,
  type Group,
} from './curves';
import type { Evaluation } from './evaluation';
import { percent, signed, three } from './figures';
import { GroupRows, ItemsButton, Rows, treatmentName } from './Tables';

const mostPoints = 400;
const mostRows = 25;
const mostTreatments = 14;

const groupName = (group: Group) => treatmentName(group.name);
const monthName = (group: Group) => group.name;
const binName = (group: Group) => `Predicted about ${percent(group.predicted)}`;

function lineText(evaluation: Evaluation): string {
  const line = evaluation.calibration_line;
  if (!line) return 'Too few outcomes for a calibration line.';
  return `Calibration slope ${line.slope.toFixed(2)} (error ${line.slope_error.toFixed(2)}; under 1: too extreme), intercept ${signed(line.intercept)} (error ${line.intercept_error.toFixed(2)}).`;
}

// The curves of an evaluation, each with its table.
export function EvaluationCharts({ evaluation, open }: { evaluation: Evaluation; open: Open }) {
  const drawn = useMemo(() => {
    const items = evaluation.items_detail;
    const points = thinned(operatingPoints(items), mostPoints);
    const bins = reliability(items, items.length < 50 ? 5 : 10);
    const risk = riskCoverage(items);
    const treatments = byTreatment(items);
    const shownTreatments = treatments.slice(0, mostTreatments).reverse();
    const months = byMonth(items);
    return {
      points,
      bins,
      risk,
      treatments,
      months,
      roc: rocDrawing(points, open),
      precision: precisionDrawing(points, evaluation.overturned / evaluation.items, open),
      reliability: reliabilityDrawing(bins, open),
      riskCoverage: riskDrawing(risk, open),
      treatment: groupDrawing(shownTreatments, true, groupName, open),
      time: groupDrawing(months, false, monthName, open),
    };
  }, [evaluation, open]);
  const auc = three(evaluation.metrics.auc);
  const average = three(evaluation.metrics.average_precision);
  const curveRows = thinned(drawn.points, mostRows);
  const curve = (
    <Rows
      caption="Operating points"
      rows={curveRows}
      keyOf={(_, index) => index}
      columns={[
        { head: 'Flagged from', of: (point) => percent(point.threshold) },
        { head: 'Share flagged', number: true, of: (point) => percent(point.flagged) },
        { head: 'Of overturned', number: true, of: (point) => percent(point.sensitivity) },
        { head: 'Of upheld', number: true, of: (point) => percent(point.falseAlarms) },
        { head: 'Precision', number: true, of: (point) => percent(point.precision) },
        {
          head: 'Items here',
          number: true,
          of: (point) => (
            <ItemsButton
              title={`Predicted at ${percent(point.threshold)}`}
              items={point.items}
              open={open}
            />
          ),
        },
      ]}
    />
  );
  const undated =
    evaluation.items - drawn.months.reduce((sum, month) => sum + month.items.length, 0);
  return (
    <div className="charts">
      <ChartFigure
        title="ROC curve"
        says={`ROC curve; the area under it is ${auc}`}
        about={`How many overturned items are flagged for how many false alarms. Area under the curve: ${auc}. Click a point for the letters behind it.`}
        drawing={drawn.roc}
        table={curve}
      />
      <ChartFigure
        title="Precision and recall"
        says={`Precision-recall curve; average precision is ${average}`}
        about={`What share of the flagged items was overturned. Average precision: ${average}.`}
        drawing={drawn.precision}
        table={curve}
      />
      <ChartFigure
        title="Reliability"
        says={`Share overturned against mean predicted probability in ${drawn.bins.length} groups of about equal count. ${lineText(evaluation)}`}
        about={lineText(evaluation)}
        drawing={drawn.reliability}
        table={<GroupRows caption="Reliability" groups={drawn.bins} nameOf={binName} open={open} />}
      />
      <ChartFigure
        title="Risk and coverage"
        says="What goes wrong when only the surest share of items is answered"
        about="The error that remains when only the surest items are answered; items abstained on come last."
        drawing={drawn.riskCoverage}
        table={
          <Rows
            caption="Risk and coverage"
            rows={drawn.risk}
            keyOf={(_, index) => index}
            columns={[
              { head: 'Answered', of: (point) => percent(point.coverage) },
              { head: 'Wrong', number: true, of: (point) => percent(point.error) },
              { head: 'Brier', number: true, of: (point) => three(point.brier) },
              {
                head: 'Items added',
                number: true,
                of: (point) => (
                  <ItemsButton
                    title={`Added on the way to ${percent(point.coverage)} answered`}
                    items={point.items}
                    open={open}
                  />
                ),
              },
            ]}
          />
        }
      />
      <ChartFigure
        title="By treatment"
        says={`Share overturned and mean prediction for ${drawn.treatments.length} treatments`}
        about={
          drawn.treatments.length > mostTreatments
            ? `The ${mostTreatments} most frequent of ${drawn.treatments.length}; all stand in the table.`
            : 'Observed share with its interval beside the mean prediction.'
        }
        drawing={drawn.treatment}
        table={
          <GroupRows
            caption="By treatment"
            groups={drawn.treatments}
            nameOf={groupName}
            open={open}
          />
        }
      />
      <ChartFigure
        title="Over time"
        says={`Share overturned and mean prediction in ${drawn.months.length} months of decisions`}
        about={
          undated > 0
            ? `By month of the determination; ${undated} items tell no date.`
            : 'By month of the determination.'
        }
        drawing={drawn.time}
        table={
          <GroupRows caption="By month" groups={drawn.months} nameOf={monthName} open={open} />
        }
      />
    </div>
  );
}
