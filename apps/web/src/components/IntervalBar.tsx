import { percent, riskLevel } from '../text/names';

// A probability with its 90% interval on the line from 0 to 1, against the base rate.
export function IntervalBar({
  probability,
  interval,
  baseRate,
  risk,
  supposed,
}: {
  probability: number;
  interval: [number, number];
  baseRate: number;
  risk: string | null;
  supposed?: number | undefined;
}) {
  const [low, high] = interval;
  const at = (value: number) => `${(value * 100).toFixed(2)}%`;
  const label =
    `Probability of being overturned ${percent(probability)}, 90% interval ${percent(low)} to ` +
    `${percent(high)}, usual for such requests ${percent(baseRate)}` +
    (supposed === undefined ? '' : `, with the what-if ${percent(supposed)}`);
  return (
    <div
      className="interval"
      role="img"
      aria-label={label}
      data-risk={riskLevel(risk, probability)}
    >
      <div className="interval-track">
        <span className="interval-half" />
        <span className="interval-band" style={{ left: at(low), width: at(high - low) }} />
        <span className="interval-base" style={{ left: at(baseRate) }} />
        <span className="interval-point" style={{ left: at(probability) }} />
        {supposed !== undefined && (
          <span className="interval-supposed" style={{ left: at(supposed) }} />
        )}
      </div>
      <div className="interval-scale" aria-hidden="true">
        <span>0%</span>
        <span>upheld ◂ 50% ▸ overturned</span>
        <span>100%</span>
      </div>
    </div>
  );
}
