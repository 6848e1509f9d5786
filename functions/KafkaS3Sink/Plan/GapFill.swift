import LambdaEvents

/// Finds the records of a batch that belong into one gap.
///
/// A gap is filled by one link, named by both of its ends and written only where there is none. Offsets that the link has not
/// are gaps of its own, and smaller ones: each can be filled by a link again. So every offset is in one link at most, whoever
/// replays what, in whatever order.
enum GapFill {
    /// - Returns: `nil` when none of the records is in the gap.
    static func part(of batch: PartitionBatch, in gap: ClosedRange<Int64>) -> PartitionBatch? {
        let part = batch.part(in: gap)
        return part.last == nil ? nil : part
    }

    /// Offsets of the gap that the batch does not have.
    static func left(of gap: ClosedRange<Int64>, by batch: PartitionBatch) -> [ClosedRange<Int64>] {
        var left = batch.gaps(from: gap.lowerBound)
        if let last = batch.last, last < gap.upperBound { left.append(last + 1...gap.upperBound) }
        return left
    }
}
