#!/usr/bin/python3
"""The weights of `imr train TABLE` against scikit-learn's for the same objective, and their times.

The design matrix is built here anew from the rule in engine/scoring/training/table.h, so that the
encoding is checked too. scikit-learn minimises C * (sum of losses) + 1/2 |w|^2 with a free
intercept, which is the objective of `imr` for C = (prior scale)^2. Every weight must agree within
--tolerance for the solver of scikit-learn that comes nearest to the minimum. Times are medians of
processor time of fits alone, without reading the table, on one core, in one run, after a warm-up;
those of `imr` are taken by bench/table_fit.

Needs Debian's python3-sklearn and python3-pandas. Example:

  bench/peers/sklearn_agreement.py TABLE.csv --label Determination \\
      --positive 'Overturned Decision of Health Plan' --categorical 'Report Year'
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS'):
    os.environ[name] = '1'

import numpy as np  # noqa: E402  the number of threads is read on import
import scipy.sparse as sp  # noqa: E402
import yaml  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
import pandas as pd  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]


def words(name):
    """As engine/scoring/training/table.cc takes a column's name apart."""
    return [w.lower() for w in re.findall(r'[A-Z]*[a-z]+|[A-Z]+', name)]


def never_weighed(column, never):
    have = words(column)
    for entry in never:
        sought = words(entry)
        if any(have[i:i + len(sought)] == sought for i in range(len(have))):
            return True
    return False


def read_table(path, arguments, never):
    text = path.read_text(encoding='utf-8-sig')
    head = text.split('\n', 1)[0]
    delimiter = max(',;\t|', key=head.count)
    table = pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False, encoding='utf-8-sig')
    table = table.apply(lambda column: column.str.strip())
    table = table[table[arguments.label] != '']
    names, blocks = [], []
    for column in table.columns:
        values = table[column]
        if column in (arguments.label, arguments.group) or column in arguments.exclude:
            continue
        if never_weighed(column, never):
            continue
        numbers = pd.to_numeric(values.where(values != '', None), errors='coerce')
        numeric = column not in arguments.categorical and (numbers.notna() | (values == '')).all()
        if numeric:
            empty = numbers.isna().to_numpy()
            x = numbers.to_numpy(dtype=float)
            if len(np.unique(values)) < 2:
                continue
            deviation = np.nanstd(x)
            x = (x - np.nanmean(x)) / (deviation if deviation > 0 else 1)
            names.append(column)
            blocks.append(sp.csr_matrix(np.where(empty, 0, x)[:, None]))
            if empty.any():
                names.append(column + ' is empty')
                blocks.append(sp.csr_matrix(empty.astype(float)[:, None]))
            continue
        levels = sorted(values.unique(), key=lambda value: value.encode())
        if len(levels) < 2 or 2 * len(levels) > len(values):
            continue
        place = {level: i for i, level in enumerate(levels)}
        codes = values.map(place).to_numpy()
        names += [f'{column} = {level or "(empty)"}' for level in levels]
        blocks.append(sp.csr_matrix((np.ones(len(codes)), (np.arange(len(codes)), codes)),
                                    shape=(len(codes), len(levels))))
    target = (table[arguments.label] == arguments.positive).to_numpy(dtype=float)
    return names, sp.hstack(blocks).tocsr(), target


def timed(repeat, fit):
    fit()
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        result = fit()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('table', type=pathlib.Path)
    parser.add_argument('--label', required=True)
    parser.add_argument('--positive', required=True)
    parser.add_argument('--group', default='')
    parser.add_argument('--exclude', action='append', default=[])
    parser.add_argument('--categorical', action='append', default=[])
    parser.add_argument('--prior-scale', type=float, default=1.0)
    parser.add_argument('--build', type=pathlib.Path, default=ROOT / 'build' / 'release')
    parser.add_argument('--tolerance', type=float, default=1e-6)
    parser.add_argument('--repeat', type=int, default=5)
    arguments = parser.parse_args()

    never = yaml.safe_load((ROOT / 'rules' / 'scoring.yaml').read_text())['never']
    names, x, y = read_table(arguments.table, arguments, never)

    options = ['--label', arguments.label, '--positive', arguments.positive,
               '--prior-scale', repr(arguments.prior_scale), '--rules', str(ROOT / 'rules')]
    for name in arguments.exclude:
        options += ['--exclude', name]
    for name in arguments.categorical:
        options += ['--categorical', name]
    if arguments.group:
        options += ['--group', arguments.group]
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / 'model.yaml'
        subprocess.run([arguments.build / 'imr', 'train', arguments.table, *options, '--quiet',
                        '--folds', '2', '--output', path], check=True,
                       stdout=subprocess.DEVNULL)
        model = yaml.load(path.read_text().split('\ncovariance:', 1)[0],
                          Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))
    mine = {weight['name']: weight['weight'] for weight in model['weights']}
    if list(mine) != ['intercept', *names]:
        differing = set(mine) ^ {'intercept', *names}
        sys.exit(f'the features differ: {sorted(differing)[:5]}')

    command = [arguments.build / 'bench' / 'table_fit', arguments.table, arguments.label,
               arguments.positive, repr(arguments.prior_scale), str(arguments.repeat),
               *arguments.categorical]
    own = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    print(f'{x.shape[0]} rows, {x.shape[1] + 1} weights, prior scale {arguments.prior_scale:g}')
    print(f'{"solver":24}{"seconds":>10}{"ratio":>8}{"iterations":>12}{"largest difference":>22}')
    print(f'{"imr (Newton)":24}{own["seconds"]:10.4f}{1:8.1f}{own["iterations"]:12}')
    failed = False
    for solver, tolerance, most in (('lbfgs', 1e-12, 100000), ('newton-cholesky', 1e-12, 100),
                                    ('newton-cg', 1e-12, 100000)):
        regression = LogisticRegression(C=arguments.prior_scale**2, solver=solver, tol=tolerance,
                                        max_iter=most)
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')  # line searches end in rounding at this tolerance
            seconds, fitted = timed(arguments.repeat, lambda: regression.fit(x, y))
        theirs = [fitted.intercept_[0], *fitted.coef_[0]]
        largest = max(abs(a - b) for a, b in zip(mine.values(), theirs))
        label = solver + (' (default)' if solver == 'lbfgs' else '')
        print(f'{label:24}{seconds:10.4f}{seconds / own["seconds"]:8.1f}'
              f'{int(fitted.n_iter_[0]):12}{largest:22.2e}')
        # The reference is the solver that gets nearest to the minimum.
        failed |= solver == 'newton-cholesky' and largest > arguments.tolerance
    if failed:
        sys.exit(f'weights differ by more than {arguments.tolerance:g}')


if __name__ == '__main__':
    main()
