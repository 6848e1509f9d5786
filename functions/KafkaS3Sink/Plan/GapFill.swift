import LambdaEvents

/// Finds the records of a batch that belong in one gap of a commit chain.
///
/// One link fills a gap. The link is named by the gap's first and last offset, and written only if no object has its
/// name. Offsets that the link does not have are smaller gaps, and other links can fill these in the same way. So every
/// offset is in one link at most, whatever is replayed and in whatever order.
enum GapFill {
    /// - Returns: `nil` when none of the records is in the gap.
    static func part(of batch: PartitionBatch, in gap: ClosedRange<Int64>) -> PartitionBatch? {
        let part = batch.part(in: gap)
        return part.last == nil ? nil : part
    }

    /// Returns the ranges of the gap for which the batch has no records.
    static func left(of gap: ClosedRange<Int64>, by batch: PartitionBatch) -> [ClosedRange<Int64>] {
        var left = batch.gaps(from: gap.lowerBound)
        if let last = batch.last, last < gap.upperBound { left.append(last + 1...gap.upperBound) }
        return left
    }
}
