import { expect, it } from 'vitest';
import { changeName, percent, riskLevel } from './names';

it('never calls the possible impossible, nor the likely certain', () => {
  expect(percent(0.004)).toBe('<1%');
  expect(percent(0)).toBe('0%');
  expect(percent(0.9996)).toBe('>99%');
  expect(percent(0.6631)).toBe('66%');
});

it('reads a change as a sentence would', () => {
  expect(changeName({ prior_same_study: 'yes', body_parts: ['lower_leg', 'knee'] })).toBe(
    'prior same study: yes, body parts: lower leg, knee',
  );
});

it('takes the band of the model before the probability', () => {
  expect(riskLevel('usual', 0.9)).toBe('low');
  expect(riskLevel('elevated', 0.9)).toBe('medium');
  expect(riskLevel(null, 0.9)).toBe('high');
  expect(riskLevel(null, 0.3)).toBe('medium');
});
