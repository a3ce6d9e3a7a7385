import knee from '../../../../../data/samples/cases/knee-mri.yaml?raw';
import shoulder from '../../../../../data/samples/letters/rotator-cuff-repair.txt?raw';

// Invented cases that come with the project.
export const samples = [
  { name: 'knee-mri.yaml', title: 'MRI and therapy of a knee that locks', text: knee },
  {
    name: 'rotator-cuff-repair.txt',
    title: 'Repair of a rotator cuff, five items',
    text: shoulder,
  },
];
