#include "engine/scoring/training/design_matrix.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace imr {
namespace {

// Short enough that products of blocks are summed in one go whatever the caches of the machine.
constexpr Eigen::Index kRowsInBlock = 128;

void AccumulateDense(const DenseRows& x, const Eigen::VectorXd& r, const Eigen::VectorXd& c,
                     Eigen::VectorXd& gradient, Eigen::MatrixXd& hessian) {
  const Eigen::Index columns = x.cols();
  DenseRows block(std::min(kRowsInBlock, x.rows()), columns);
  for (Eigen::Index first = 0; first < x.rows(); first += kRowsInBlock) {
    const Eigen::Index last = std::min(first + kRowsInBlock, x.rows());
    Eigen::Index filled = 0;
    for (Eigen::Index i = first; i < last; ++i) {
      if (r[i] != 0) gradient.noalias() += r[i] * x.row(i).transpose();
      if (c[i] > 0) block.row(filled++).noalias() = std::sqrt(c[i]) * x.row(i);
    }
    if (filled == 0) continue;
    hessian.selfadjointView<Eigen::Lower>().rankUpdate(block.topRows(filled).transpose());
  }
}

void AccumulateSparse(const SparseRows& x, const Eigen::VectorXd& r, const Eigen::VectorXd& c,
                      Eigen::VectorXd& gradient, Eigen::MatrixXd& hessian) {
  const auto* const starts = x.outerIndexPtr();
  const auto* const columns = x.innerIndexPtr();
  const double* const values = x.valuePtr();
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    if (r[i] == 0 && c[i] == 0) continue;
    for (auto a = starts[i]; a < starts[i + 1]; ++a) {
      gradient[columns[a]] += r[i] * values[a];
      const double scaled = c[i] * values[a];
      double* const column = hessian.data() + columns[a] * hessian.rows();
      for (auto b = a; b < starts[i + 1]; ++b) column[columns[b]] += scaled * values[b];
    }
  }
}

// Calls visit(row, column, value) for every value that is not 0, row by row.
template <typename Visit>
void ForEachValue(const DenseRows& x, Visit visit) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      if (x(i, j) != 0) visit(i, j, x(i, j));
    }
  }
}

template <typename Visit>
void ForEachValue(const SparseRows& x, Visit visit) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (SparseRows::InnerIterator it(x, i); it; ++it) {
      if (it.value() != 0) visit(i, it.col(), it.value());
    }
  }
}

}  // namespace

bool DesignMatrix::AllFinite() const {
  if (dense_ != nullptr) return dense_->allFinite();
  return Eigen::Map<const Eigen::VectorXd>(sparse_->valuePtr(), sparse_->nonZeros()).allFinite();
}

SparseRows DesignMatrix::Columns(std::span<const Eigen::Index> columns) const {
  assert(sparse_ != nullptr);
  std::vector<Eigen::Index> place(static_cast<std::size_t>(cols()), -1);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    place[static_cast<std::size_t>(columns[k])] = static_cast<Eigen::Index>(k);
  }
  SparseRows some(rows(), static_cast<Eigen::Index>(columns.size()));
  some.reserve(sparse_->nonZeros());
  for (Eigen::Index i = 0; i < rows(); ++i) {
    some.startVec(i);
    for (SparseRows::InnerIterator it(*sparse_, i); it; ++it) {
      const Eigen::Index column = place[static_cast<std::size_t>(it.col())];
      if (column >= 0) some.insertBack(i, column) = it.value();
    }
  }
  some.finalize();
  return some;
}

Eigen::VectorXd DesignMatrix::Times(const Eigen::VectorXd& b) const {
  assert(b.size() == cols());
  Eigen::VectorXd product(rows());
  if (dense_ != nullptr) {
    // Row by row: a product of the whole would be summed in an order that depends on its size.
    for (Eigen::Index i = 0; i < rows(); ++i) product[i] = dense_->row(i).dot(b);
  } else {
    product.noalias() = *sparse_ * b;
  }
  return product;
}

void DesignMatrix::Accumulate(const Eigen::VectorXd& r, const Eigen::VectorXd& c,
                              Eigen::VectorXd& gradient, Eigen::MatrixXd& hessian) const {
  assert(r.size() == rows() && c.size() == rows());
  assert(gradient.size() == cols() && hessian.rows() == cols() && hessian.cols() == cols());
  if (dense_ != nullptr) {
    AccumulateDense(*dense_, r, c, gradient, hessian);
  } else {
    AccumulateSparse(*sparse_, r, c, gradient, hessian);
  }
}

Eigen::VectorXd DesignMatrix::WeightedSquares(const Eigen::VectorXd& c) const {
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(cols());
  const auto add = [&](Eigen::Index i, Eigen::Index j, double x) { sums[j] += c[i] * x * x; };
  dense_ != nullptr ? ForEachValue(*dense_, add) : ForEachValue(*sparse_, add);
  return sums;
}

Eigen::VectorXi DesignMatrix::NonZeroCounts(const Eigen::VectorXd& c) const {
  Eigen::VectorXi counts = Eigen::VectorXi::Zero(cols());
  const auto add = [&](Eigen::Index i, Eigen::Index j, double) { counts[j] += c[i] > 0 ? 1 : 0; };
  dense_ != nullptr ? ForEachValue(*dense_, add) : ForEachValue(*sparse_, add);
  return counts;
}

}  // namespace imr
