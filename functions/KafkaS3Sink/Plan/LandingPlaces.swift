import LambdaEvents
import UTCTime

/// The keys of one partition's files, links and quarantined records.
///
/// Names that begin with `_` are hidden from Spark, Athena and crawlers.
struct LandingPlaces: Sendable {
    let bucket: String
    /// The topic's key prefix: empty, or ending in a slash.
    let prefix: String
    let partition: KafkaPartition

    init(_ topic: TopicPlan, _ partition: KafkaPartition) {
        bucket = topic.bucket
        prefix = topic.prefix
        self.partition = partition
    }

    var chain: CommitChain { CommitChain(partition: partition, folder: "\(prefix)_commits/\(partition.number)/") }

    /// Returns the key of a file. It contains the file's offsets and the attempt, so that no attempt overwrites a file
    /// of another attempt.
    ///
    /// - Parameters:
    ///   - date: the time of the file's first record; the key contains its day.
    ///   - place: the file's number among the files of the attempt, from 0.
    func file(_ file: LandedFile, at date: UTCTime, writer: String, place: Int) -> String {
        let day = date.rfc3339.prefix(10)
        let offsets = "\(CommitChain.digits(file.first))-\(CommitChain.digits(file.last))"
        return
            "\(prefix)partition=\(partition.number)/date=\(day)/\(offsets).\(writer)-\(place).\(file.format.rawValue)"
    }

    /// Returns the key of the link that fills a gap. It contains the gap's first and last offset.
    func fill(of gap: ClosedRange<Int64>) -> String {
        let range = "\(CommitChain.digits(gap.lowerBound))-\(CommitChain.digits(gap.upperBound))"
        return "\(prefix)_fills/\(partition.number)/\(range).json"
    }

    func quarantined(_ offset: Int64) -> String {
        "\(prefix)_quarantine/\(partition.number)/\(CommitChain.digits(offset)).json"
    }
}
