// The table that a model is fitted on: a row for each item, a column for each feature.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <span>

namespace imr {

using DenseRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;

// A view of dense or sparse rows, which outlive it and are never copied. Sums run in an order that
// depends on nothing but the sizes, so that results repeat. Needs memory for one block of rows.
class DesignMatrix {
 public:
  explicit DesignMatrix(const DenseRows& rows) : dense_(&rows) {}
  explicit DesignMatrix(DenseRows&&) = delete;
  // REQUIRES: compressed.
  explicit DesignMatrix(const SparseRows& rows) : sparse_(&rows) {}
  explicit DesignMatrix(SparseRows&&) = delete;

  Eigen::Index rows() const { return dense_ != nullptr ? dense_->rows() : sparse_->rows(); }
  Eigen::Index cols() const { return dense_ != nullptr ? dense_->cols() : sparse_->cols(); }
  bool is_sparse() const { return sparse_ != nullptr; }
  bool AllFinite() const;

  // Only these columns, in this order. REQUIRES: sparse; columns ascend.
  SparseRows Columns(std::span<const Eigen::Index> columns) const;

  // X b: a value for each row. REQUIRES: b has cols() values.
  Eigen::VectorXd Times(const Eigen::VectorXd& b) const;

  // Adds X' r to `gradient` and the lower triangle of X' diag(c) X to that of `hessian`, in one
  // pass. Rows whose r and c are both 0 are passed over. REQUIRES: r and c have rows() values,
  // c >= 0.
  void Accumulate(const Eigen::VectorXd& r, const Eigen::VectorXd& c, Eigen::VectorXd& gradient,
                  Eigen::MatrixXd& hessian) const;

  // For each column the sum over rows of c x^2, and how many rows have c > 0 and x != 0.
  Eigen::VectorXd WeightedSquares(const Eigen::VectorXd& c) const;
  Eigen::VectorXi NonZeroCounts(const Eigen::VectorXd& c) const;

 private:
  const DenseRows* dense_ = nullptr;  // one of the two is set
  const SparseRows* sparse_ = nullptr;
};

}  // namespace imr
